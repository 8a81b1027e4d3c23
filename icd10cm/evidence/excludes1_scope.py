"""When an Excludes1 note that names two codes of an encounter does not forbid the pair after all.

The reasons are told in words, so that a person can check them: the note is narrower than the code that it names,
another note lets the two stand together, or their titles are about different places (guideline I.A.12.a).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.titles.words import EMPTY, title_words, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

_JOINING = ("useAdditionalCode", "codeFirst", "codeAlso")
_STEM = 6


def narrower(line: NoteLine, other: DiagnosisFacts, facts: EncounterFacts) -> str:
    """Say why the words of the line, narrower than its codes, do not mean the code; "" when they do mean it."""
    title = facts.release.title(other.code)
    if line.has_exception:
        return "the note makes an exception in words, which a person has to read"
    if not line.meets(title):
        return f"the note speaks only of {' or '.join(sorted(line.narrowing))}"
    if line.says_nos and other.node is not None:
        wide = all(end - first > 1 for reference in line.references for first, end in reference.spans)
        if wide and "unspecified" not in title.lower():
            return "the note speaks of the unspecified condition (NOS)"
    return ""


def one_of_several(line: NoteLine, other: DiagnosisFacts, release: Release) -> str:
    """Say which of the several conditions of a code a note means, when the chart does not say that one; else "".

    The code's titles have no word of the note then: "xanthomatosis localized to tendons (E78.2)" at M67 does not mean
    every mixed hyperlipidemia, nor "psychogenic dyspepsia (F45.8)" every somatoform disorder. Such a note is not enough
    to forbid a pair; it adds to one that does.
    """
    node = other.node
    if node is None or [span for reference in line.references for span in reference.spans] != [(node.index, node.end)]:
        return ""
    if not node.title.startswith("Other ") and len(node.inclusion_terms) < 2:
        return ""
    wording = _stems(line.wording)
    named = {stem for each in release.lineage(node.index) for stem in _stems(each.title)}
    if named.intersection(wording | _stems(line.lead)):
        return ""
    if any(wording <= _stems(text.facts.affirmed, words_of) for text in other.texts):
        return ""
    return f"the note speaks of {line.wording}, one of several conditions that have this code"


def why_allowed(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> str:
    """Say why two codes that an Excludes1 note names may stand together all the same; "" when nothing allows it."""
    line = _joining(one, other, facts) or _joining(other, one, facts)
    if line is not None:
        return f"{line.holder} {line.element} joins them: {line.line}"
    if _opposite(one, other, facts):
        return "the titles name opposite sides (guideline I.A.12.a)"
    if _apart(one, other, facts):
        return "the titles name different places of the limbs or the spine (guideline I.A.12.a)"
    return ""


def _joining(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> NoteLine | None:
    """Return the note in force at `one` that lets `other` stand beside it."""
    if other.node is None:
        return None
    index = other.node.index
    for line in facts.release.notes_for(one.code, "excludes2"):
        if line.level in ("category", "subcategory") and line.names(index, other.code):
            return line
    joining = (line for element in _JOINING for line in facts.release.notes_for(one.code, element))
    return next((line for line in joining if line.names(index, other.code)), None)


def _opposite(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    return {facts.release.side_of(one.code), facts.release.side_of(other.code)} == {Side.RIGHT, Side.LEFT}


def _apart(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether the titles name paired parts or levels of the spine that surely lie in different places."""
    anatomy = facts.anatomy
    ones = {site for site, _ in facts.release.places_of(one.code) if site}
    others = {site for site, _ in facts.release.places_of(other.code) if site}
    repeated = all(anatomy.paired(site) or anatomy.is_part_of(site, "spine") for site in ones | others)
    return bool(ones and others) and repeated and all(anatomy.disjoint(a, b) for a in ones for b in others)


def _stems(text: str, split: Callable[[str], tuple[str, ...]] = title_words) -> set[str]:
    """Return the beginnings of the words that say something, so that gonococcus and gonococcal are alike."""
    return {word.rstrip("'")[:_STEM] for word in split(text) if word not in EMPTY}
