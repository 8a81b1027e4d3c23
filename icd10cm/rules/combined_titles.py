"""How well a title says what two codes say, by the stems of its words, as the note that leads to it puts them together.

"Diverticulosis of large intestine with bleeding" says the diverticulosis and the hemorrhage. What a title denies
("without cholecystitis") and what its head says, before "with", are separate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.exclusions.stems import stems
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_DENIED = re.compile(r"\bwithout ([^,]*?)(?= with(?:out)?\b|,|$)")
_WITH = " with "
# "Ascites in alcoholic cirrhosis (K70.31)", where the other code is the cirrhosis without ascites.
_IN = " in "
# "Combined systolic and diastolic heart failure (I50.4-)": the two codes are its halves.
_COMBINED = "combined "
_ITSELF_WITH = "that with "
_LEFT_OVER = "other unspecified"
_KIND_LEFT_OPEN = re.compile(
    r"(?:unspecified|not specified) as acute or chronic|chronic or unspecified|,? unspecified whether with .*"
)
_HEAD_END = re.compile(r",? with(?:out)?\b")
_OTHER = "other "

Rank = tuple[int, int, int]
"""How well a title says two codes, the best least."""


@dataclass(frozen=True, slots=True)
class Said:
    """The stems that a title says, those that it denies, and those of its head, before "with" and "without"."""

    affirmed: frozenset[str]
    denied: frozenset[str]
    head: frozenset[str]


@kept_with_release
def said(code: str, release: Release) -> Said:
    """Return what the title of a code says and what it denies."""
    title = _KIND_LEFT_OPEN.sub("", release.title(code).lower())
    denied = frozenset(stem for match in _DENIED.finditer(title) for stem in stems(match[1]))
    return Said(frozenset(stems(_DENIED.sub("", title))), denied, frozenset(stems(_HEAD_END.split(title)[0])))


def names_combination(code: str, line: NoteLine) -> bool:
    """Return whether a note names a disease with another one; those of a sign name its disease."""
    named = _WITH in line.line or _IN in line.line or line.wording.lower().startswith(_COMBINED)
    return named or is_sign(code)


def may_cover(code: str, line: NoteLine, leaf: Node, release: Release) -> bool:
    """Return whether a title may say what the code with the note says, and more."""
    return _is_itself_with(line) or _keeps(code, line, leaf, release)


def is_sign(code: str) -> bool:
    """Return whether a code is a sign or symptom."""
    return code.startswith(load_policy().symptoms)


def fit(one: DiagnosisFacts, other: DiagnosisFacts, leaf: Node, line: NoteLine, release: Release) -> Rank | None:
    """Return how well a title says both codes, the best least; None where it does not, or says more than they do."""
    new, own, its = (said(code, release) for code in (leaf.code, one.code, other.code))
    if own.denied & new.affirmed:
        return None
    if _names_both_itself(line, leaf, its) or _completes(one, other, leaf, release):
        return -len(new.affirmed), 0, 0
    if not (_keeps(one.code, line, leaf, release) and _is_as_definite(leaf, one, other, release)):
        return None
    turned, both = its.denied & new.affirmed, own.affirmed | its.affirmed
    if _denies_or_halves(new, both, leaf, release):
        return None
    if new.affirmed.isdisjoint(own.affirmed | turned) or not _says_both(line, leaf, new, own, its):
        return None
    added = len(new.affirmed - both - turned)
    return -len(new.affirmed & own.affirmed), added, _further_words(leaf, other, release)


def _denies_or_halves(new: Said, both: frozenset[str], leaf: Node, release: Release) -> bool:
    """Return whether a title denies what one of two codes says, or is one half of a combined disease."""
    return not new.denied.isdisjoint(both) or _is_half(new.affirmed, both, leaf, release)


def _further_words(leaf: Node, other: DiagnosisFacts, release: Release) -> int:
    """Count the words of a title that the other code's lacks: stems are alike for diverticulitis and diverticulosis."""
    return len(significant_words(leaf.title) - significant_words(release.title(other.code)))


def _names_both_itself(line: NoteLine, leaf: Node, its: Said) -> bool:
    """Return whether a note puts its own disease together with the other one: "that with hydronephrosis (N13.2)"."""
    if not _is_itself_with(line):
        return False
    added = stems(line.wording.lower().removeprefix(_ITSELF_WITH))
    return added <= its.affirmed <= added | stems(_LEFT_OVER) and _names_exactly(line, leaf)


def _is_itself_with(line: NoteLine) -> bool:
    return line.wording.lower().startswith(_ITSELF_WITH)


def _says_both(line: NoteLine, leaf: Node, new: Said, own: Said, its: Said) -> bool:
    """Return whether a title says what the two codes say, as the note that leads to it puts them together."""
    turned = its.denied & new.affirmed
    if not turned and _IN in line.line and _WITH not in line.line:
        return False  # "in remission" names no second disease
    if line.wording.lower().startswith(_COMBINED):
        return new.affirmed - stems(_COMBINED) == own.affirmed | its.affirmed
    if turned:
        # What the other title denies ("without cholecystitis") and this one says has to be said by the first code.
        return turned <= own.affirmed | stems(line.wording) and its.affirmed <= new.affirmed and its.head == new.head
    both = own.affirmed | its.affirmed
    return _is_sum(new, its, both) or (_names_exactly(line, leaf) and its.head <= new.affirmed <= both)


def _is_sum(new: Said, its: Said, both: frozenset[str]) -> bool:
    """Return whether a title says two codes and nothing else: "Unspecified spina bifida with hydrocephalus"."""
    return new.affirmed == both and new.head == its.head != both and not new.denied


def _completes(sign: DiagnosisFacts, disease: DiagnosisFacts, leaf: Node, release: Release) -> bool:
    """Return whether a title says a disease with a sign ("... with hypoxia"), and nothing that neither code says.

    Where another title says all that both say ("with both hemorrhage and perforation"), it does not.
    """
    if not is_sign(sign.code) or disease.code[:3] != leaf.code[:3]:
        return False
    new, own, its = (said(code, release) for code in (leaf.code, sign.code, disease.code))
    both = own.affirmed | its.affirmed
    if new.head != its.head or not own.affirmed <= new.affirmed - new.head or not new.affirmed <= both:
        return False
    return not _is_half(new.affirmed, both, leaf, release)


def _is_half(says: frozenset[str], both: frozenset[str], leaf: Node, release: Release) -> bool:
    """Return whether a title says less than two codes do, and one next to it says all of it."""
    nodes = release.tabular.nodes
    siblings = nodes[leaf.parent : nodes[leaf.parent].end] if leaf.parent >= 0 else ()
    return not both <= says and any(both <= said(each.code, release).affirmed for each in siblings)


def _keeps(code: str, line: NoteLine, leaf: Node, release: Release) -> bool:
    """Return whether a title says what the first code says, if that is not vague."""
    return said(code, release).affirmed <= said(leaf.code, release).affirmed or _is_vague(code, line, release)


def _is_as_definite(leaf: Node, one: DiagnosisFacts, other: DiagnosisFacts, release: Release) -> bool:
    """Return whether a title is of no other form than the two codes: "with other forms of angina pectoris" (I20.89)."""
    title, own = leaf.title.lower(), release.title(one.code).lower()
    return _OTHER not in title or _OTHER in release.title(other.code).lower() or (_OTHER in own and own in title)


def _names_exactly(line: NoteLine, leaf: Node) -> bool:
    return any(span == (leaf.index, leaf.end) for reference in line.references for span in reference.spans)


def _is_vague(code: str, line: NoteLine, release: Release) -> bool:
    """Return whether a code is unspecified and its own note leads to the combination."""
    return line.holder == code and "unspecified" in release.title(code)
