"""Which disease the texts state, place aside: the wording of the tabular list that says most of what they say.

A wording counts when the texts state each word that the code does not say itself, and when it keeps what the code
says. Of two wordings that each say something that the other does not, neither counts.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.choosing.disease.best_kind import best_of, nearest, saying_most
from icd10cm.choosing.disease.fitting_kinds import fitting_kinds
from icd10cm.choosing.disease.kind import AskedKind, Kind, asked_kind, site_words
from icd10cm.choosing.disease.kind_candidates import candidates, candidates_by_organism
from icd10cm.choosing.disease.kind_sites import is_at_home
from icd10cm.releases.overlapping import may_overlap
from icd10cm.titles.claims import ACUTE, CHRONIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_OPEN = "unspecifi"
_UNSPECIFIED = "unspecified"


def kinds_stated(
    diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release, scope: Node | None = None
) -> tuple[Kind, ...] | None:
    """Return the kinds of disease that the texts state and the code does not; () for none, None for a tie.

    `scope` is the category in which they are looked for, if it is not that of the code. Two kinds are the acute and
    the chronic one, in this order (guideline I.B.8).
    """
    node = diagnosis.node
    if node is None or stated is None:
        return ()
    sites = frozenset([fact.site for fact in diagnosis.documented if fact.site])
    key = (kinds_stated, diagnosis.code, scope and scope.index, sites)
    return stated.once(key, lambda: _kinds(diagnosis.code, node, stated, scope or node, release, sites=sites))


def _kinds(
    code: str, node: Node, stated: StatedWords, scope: Node, release: Release, *, sites: frozenset[str]
) -> tuple[Kind, ...] | None:
    asked = asked_kind(code, node, stated, release)
    near = chain(candidates(node, scope, stated.words, release), candidates_by_organism(node, stated.words, release))
    fitting = [kind for kind in fitting_kinds(asked, near) if is_at_home(kind, asked, sites)]
    if asked.stated.acute_on_chronic:
        return _acute_on_chronic(asked, fitting)
    if not fitting:
        return ()
    one = best_of(fitting, asked)
    return _of_several_places(fitting, asked, sites) if one is None else (one,)


def _of_several_places(fitting: Sequence[Kind], asked: AskedKind, sites: frozenset[str]) -> tuple[Kind, ...] | None:
    """Return the kinds that differ in documented places alone, one for each: thrombosis of two veins is two codes."""
    if may_overlap(asked.node.index, asked.release):
        return None
    most = saying_most(fitting)
    found: dict[str, Kind] = {}
    by_news: dict[frozenset[str], list[Kind]] = {}
    for kind in most:
        by_news.setdefault(kind.news, []).append(kind)
    for news, kinds in by_news.items():
        named = [site for site in sites if news <= site_words(site)]
        best = nearest(kinds, asked)
        if len(named) != 1 or best is None or named[0] in found:
            return None
        found[named[0]] = replace(best, site=named[0])
    return tuple(sorted(found.values(), key=_in_print)) if len(found) == len(sites) else None


def _in_print(kind: Kind) -> int:
    return kind.family


def _acute_on_chronic(asked: AskedKind, fitting: Sequence[Kind]) -> tuple[Kind, ...] | None:
    """Return the one kind that is both, else the acute and the chronic one; the code itself may be either."""
    both = [kind for kind in fitting if {ACUTE, CHRONIC} <= kind.claims.said]
    if both:
        best = best_of(_as_definite(both, asked), asked)
        return None if best is None else (best,)
    return _acute_and_chronic(asked, fitting)


def _acute_and_chronic(asked: AskedKind, fitting: Sequence[Kind]) -> tuple[Kind, ...] | None:
    """Return the acute kind and the chronic one; the code itself may be either."""
    found: list[Kind] = []
    for each in (ACUTE, CHRONIC):
        is_own = frozenset((each,)) in asked.code.claims.needed
        best = None if is_own and _OPEN not in asked.code.whole.said else _best_saying(each, fitting, asked)
        if best is None and is_own:
            best = Kind(asked.node.index, -1, frozenset(), asked.code.claims)
        if best is None:
            return () if not found else None
        found.append(best)
    return tuple(found)


def _best_saying(word: str, fitting: Sequence[Kind], asked: AskedKind) -> Kind | None:
    """Return the best of the kinds that say a word; beside a code of a specific kind none is an unspecified one."""
    is_open = _OPEN in asked.code.whole.said
    place = asked.release.families.place
    kinds = [kind for kind in fitting if word in kind.claims.said]
    return best_of([kind for kind in kinds if is_open or _UNSPECIFIED not in place(kind.family).template], asked)


def _as_definite(kinds: Sequence[Kind], asked: AskedKind) -> Sequence[Kind]:
    """Return the kinds that leave nothing open, for a code that leaves nothing open: hypoxia stays said."""
    if _OPEN in asked.code.whole.said:
        return kinds
    return [kind for kind in kinds if _OPEN not in kind.claims.said] or kinds
