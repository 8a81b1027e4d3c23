"""The same comparison for places: the side and the site that a code claims or leaves open, and those that texts name.

Silence is better than half of what is said, and than a side that nobody stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.choice import Question
from icd10cm.choosing.code_choice import leaves_of
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.choosing.comparing.claimed import DISPLACED
from icd10cm.choosing.open_axes import completed_by_side, open_sides, open_sites
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.evidence.stated.stated_words import LEFT, RIGHT
from icd10cm.evidence.stated.stems import names, place_words
from icd10cm.issue import Strength
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.clauses import Bearing
from icd10cm.text.status import Status
from icd10cm.titles.claims import LEFT_OUT, said_in, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.choosing.choice import Choice
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.text.text_facts import Mention

_OTHER = " other "
_NO_NAME = LEFT_OUT | RIGHT | LEFT | frozenset(map(stem, ("initial", "encounter")))


def places_fit(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the texts support each side and site that codes claim, and the codes pass over none of theirs."""
    mentions = [mention for text in diagnosis.texts for mention in text.facts.mentions]
    if _takes_the_other(choice, mentions, facts.release) or _leaves_out_a_side(choice, diagnosis, facts.release):
        return False
    if len(choice.codes) != 1 or choice.strength is not Strength.DOCUMENTED:
        return True
    affirmed = [mention for mention in mentions if mention.status is Status.AFFIRMED]
    if not _side_fits(choice, diagnosis, affirmed, facts.release):
        return False
    return not any(mention.site and _leaves_open(choice.codes[0], mention, facts) for mention in affirmed)


def _takes_the_other(choice: Choice, mentions: Iterable[Mention], release: Release) -> bool:
    """Return whether a code for other sites is offered where a text calls the site unspecified: "finger unknown"."""
    if choice.question is not Question.SITE or not any(_OTHER in release.title(code) for code in choice.codes):
        return False
    return any(mention.site and mention.status is Status.UNSPECIFIED for mention in mentions)


def _side_fits(choice: Choice, diagnosis: DiagnosisFacts, affirmed: Iterable[Mention], release: Release) -> bool:
    """Return whether the one code names no side that nobody stated, and leaves none open that a text names."""
    if choice.sided:
        return True
    code = choice.codes[0]
    if any(mention.sides for mention in affirmed) and _leaves_side_open(code, release):
        return False
    if choice.question is Question.PLACE or any(fact.side for fact in diagnosis.documented):
        return True
    return release.side_of(code) not in (Side.RIGHT, Side.LEFT) or release.side_of(diagnosis.code) is not None


def _leaves_out_a_side(choice: Choice, diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether codes leave open the one side of the code, or of a sentence about the disease, however read.

    So do codes of both sides, unless all of them apply.
    """
    sides = {release.side_of(code) for code in choice.codes} - {None}
    is_open = any(_leaves_side_open(code, release) for code in choice.codes)
    if choice.strength is not Strength.DOCUMENTED or not (is_open or (len(sides) > 1 and not choice.together)):
        return False
    if release.side_of(diagnosis.code) in (Side.RIGHT, Side.LEFT):
        return True
    said = frozenset[str]().union(*(said_in(release.title(code)) for code in choice.codes)) - _NO_NAME
    return _has_one_side(words_stated(diagnosis, release), said)


def _has_one_side(stated: StatedWords | None, offered: frozenset[str]) -> bool:
    """Return whether a sentence that names the disease, rather than its place, has a word or letter for one side."""
    if stated is None:
        return False
    own = stated.own | offered
    about = _sentences_with(own - place_words(), stated) or _sentences_with(own, stated)
    said = frozenset[str]().union(*(each.words for each in stated.clauses if each.sentence in about))
    return sum(not words.isdisjoint(said) for words in (RIGHT, LEFT)) == 1


def _sentences_with(own: frozenset[str], stated: StatedWords) -> frozenset[int]:
    return frozenset(each.sentence for each in stated.clauses if names(each.words, own))


def _leaves_side_open(code: str, release: Release) -> bool:
    return bool(open_sides(code, release) or completed_by_side(code, Side.RIGHT, release))


def _leaves_open(code: str, mention: Mention, facts: EncounterFacts) -> bool:
    """Return whether a code does not name the place of a mention, or what is in it, and one beside the code does."""
    index, site = facts.release.position(code), mention.site
    if index is None or site is None:
        return False
    own = named_sites(code, facts.release)
    holding = [one for one in own if facts.anatomy.is_part_of(site, one)]
    if not holding:
        return _is_named_beside(index, mention, facts)
    is_of_it = _is_of_code(code, mention, facts.release) or _may_be_of_it(index, mention, facts.release)
    if not is_of_it or any(facts.anatomy.is_part_of(one, site) for one in own):
        return False
    return _is_named_more_narrowly(index, site, holding, facts)


def _is_named_beside(index: int, mention: Mention, facts: EncounterFacts) -> bool:
    """Return whether a leaf at one of the sites that a code leaves open names that of a mention, or what holds it.

    Where the clause names the disease, a site that may be the same place is enough: the ischium beside the buttock.
    """
    site, anatomy = mention.site or "", facts.anatomy
    named = {
        one
        for leaf in open_sites(index, facts.release)
        for one in named_sites(facts.release.tabular.nodes[leaf].code, facts.release)
    }
    if mention.bearing is Bearing.NAMES:
        return any(not anatomy.disjoint(site, one) for one in named)
    return any(anatomy.is_part_of(site, one) for one in named)


def _is_of_code(code: str, mention: Mention, release: Release) -> bool:
    """Return whether a place is that of the disease, and on no other side than the code's."""
    return mention.bearing is Bearing.NAMES and (not mention.sides or release.side_of(code) in mention.sides)


def _may_be_of_it(index: int, mention: Mention, release: Release) -> bool:
    """Return whether a code leaves open its place, which another sentence may name: "knife slipped on left thumb"."""
    peers = release.families.site_family(index)
    return mention.bearing is Bearing.NONE and peers is not None and peers.leaves_open(index)


def _is_named_more_narrowly(index: int, site: str, holding: Sequence[str], facts: EncounterFacts) -> bool:
    """Return whether a code of the same disease names a site, or what holds it within all that hold it in the code."""
    return any(
        facts.anatomy.is_part_of(site, one)
        and all(_is_within(one, wide, facts) for wide in holding)
        and _is_named_for_the_disease((index, one), facts.release)
        for one in _leaves_by_site(facts.release.category(index).index, facts.release)
    )


def _is_within(site: str, wide: str, facts: EncounterFacts) -> bool:
    return facts.anatomy.is_part_of(site, wide) and not facts.anatomy.is_part_of(wide, site)


def _disease(index: int, release: Release) -> frozenset[frozenset[str]]:
    """Return what a title claims beside its place; every fracture may be displaced."""
    return frozenset(code_words(index, release).claims.needed) - {DISPLACED}


@kept_with_release
def _is_named_for_the_disease(at: tuple[int, str], release: Release) -> bool:
    """Return whether another code of its category names a site for no more than the disease of a code."""
    index, site = at
    own = _disease(index, release)
    leaves = _leaves_by_site(release.category(index).index, release).get(site, ())
    return any(_disease(leaf, release) == own for leaf in leaves if leaf != index)


@kept_with_release
def _leaves_by_site(category: int, release: Release) -> Mapping[str, Sequence[int]]:
    """Return the leaves of a category by each site that their titles name."""
    found: dict[str, list[int]] = {}
    for leaf in leaves_of(category, release):
        for site in {site for slot in release.families.place(leaf).slots for site in slot.sites if site}:
            found.setdefault(site, []).append(leaf)
    return found
