"""When an Excludes1 note that names two codes of an encounter does not forbid the pair after all.

The reasons are reported in words, so that a person can check them: the note is narrower than the code that it names,
another note lets the two stand together, or their titles are about different places (guideline I.A.12.a).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.exclusions.excludes1_delete import deny_each_other
from icd10cm.exclusions.one_condition import may_be_one_condition
from icd10cm.exclusions.stems import may_have, stems
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import title_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_JOINING = ("useAdditionalCode", "codeFirst", "codeAlso")
_ELSEWHERE = "in other conditions"
_ADJECTIVE_AND_NOUN = 2
# "Vertiginous syndromes (H81.-)" and "complications of pregnancy (O00-O9A)" mean all that they name: that some of the
# titles say syndrome or complication tells none apart.
_SAYS_NO_MEMBER = frozenset(("compli", "syndro"))
_IN_BRACKETS = re.compile(r"\([^)]*\)")  # words that may be there or not: "erosion (acute) of stomach"
_OVER = re.compile(r"(?<!not )\bin (?:full )?remission\b")
_IN_A_DISEASE = re.compile(r"(?P<condition>.+?) (?:in|due to|associated with|caused by) (?P<disease>.+)")


def narrower(line: NoteLine, other: DiagnosisFacts, facts: EncounterFacts) -> str:
    """Say why the words of the line, narrower than its codes, do not mean the code; "" when they do mean it."""
    title = facts.release.title(other.code)
    if line.has_exception:
        return "the note makes an exception in words, which a person has to read"
    if not line.meets(title):
        return f"the note speaks only of {' or '.join(sorted(line.narrowing))}"
    if other.node is None:
        return ""
    if line.says_nos and _names_families(line) and "unspecified" not in title.lower():
        return "the note speaks of the unspecified condition (NOS)"
    if _OVER.search(title) and _due_to(line):
        return "the note speaks of what is due to the disease, which is in remission"
    words = _of_other_members(line, other.node, facts.release)
    return f"the note speaks of the members of a family that say {' or '.join(sorted(words))}" if words else ""


def _due_to(line: NoteLine) -> bool:
    """Return whether a note names what a disease brings about: "fatigue due to recurrent depressive episode"."""
    return _IN_A_DISEASE.match(line.wording) is not None


def _names_families(line: NoteLine) -> bool:
    """Return whether a line names families alone, and no single code."""
    return all(end - first > 1 for reference in line.references for first, end in reference.spans)


def _of_other_members(line: NoteLine, node: Node, release: Release) -> set[str]:
    """Return the stem of a note of two words that tells some members of the family it names from this one.

    "Myoclonic epilepsy (G40.-)" at myoclonus does not mean an epilepsy of which nothing is said.
    """
    words = stems(line.wording)
    missing = words - _named_by(node, release)
    if not words.isdisjoint(_SAYS_NO_MEMBER) or len(words) != _ADJECTIVE_AND_NOUN or len(missing) != 1:
        return set()
    spans = [span for each in line.references for span in each.spans if span[0] <= node.index < span[1]]
    return {stem for stem in missing if any(_is_said_within((stem, *span), release) for span in spans)}


@kept_with_release
def _is_said_within(asked: tuple[str, int, int], release: Release) -> bool:
    """Return whether some title or inclusion term of a family has a stem."""
    stem, first, end = asked
    texts = (text for node in release.tabular.nodes[first:end] for text in (node.title, *node.inclusion_terms))
    return any(stem in stems(text) for text in texts if may_have(stem, text))


def one_of_several(line: NoteLine, holder: DiagnosisFacts, other: DiagnosisFacts, release: Release) -> str:
    """Say which of several conditions a note means, when the chart does not say that one; else "".

    "Xanthomatosis localized to tendons (E78.2)" at M67 does not mean every mixed hyperlipidemia, nor "refractory anemia
    with excess blasts in transformation (C92.0-)" every acute myeloid leukemia, nor "myopathy in systemic lupus
    erythematosus (M32.-)" lupus without a myopathy. Such a note forbids no pair; it adds to one that does.
    """
    if other.node is None or any(_says(line.wording, text.facts.affirmed) for text in other.texts):
        return ""
    if _acute_at_chronic(line, holder):
        return f"the note speaks of {line.wording}, which may come with a chronic condition (guideline I.B.8)"
    if _is_one_condition(line, other.node, release) or _of_another_cause(line, holder, other.node, release):
        return f"the note speaks of {line.wording}, one of several conditions that have this code"
    return ""


def _acute_at_chronic(line: NoteLine, holder: DiagnosisFacts) -> bool:
    """Return whether a note names an acute condition at a chronic one: "acute coronary occlusion" at a chronic one."""
    if holder.node is None:
        return False
    own = title_words(holder.node.title)
    return "chronic" in own and "acute" not in own and "acute" in title_words(line.wording)


def _says(wording: str, affirmed: str) -> bool:
    return stems(wording) <= stems(affirmed, words_of)


def _is_one_condition(line: NoteLine, node: Node, release: Release) -> bool:
    """Return whether the titles of a code have no word of the note, which names one of the conditions listed there."""
    meant = next((each for each in release.lineage(node.index) if _is_named(line, each)), None)
    if meant is None:
        return False
    named = stems(_IN_BRACKETS.sub("", line.wording)) | stems(line.lead)
    if _stems_of_all(each.title for each in release.lineage(node.index)) & named:
        return False
    if meant is node:
        return node.title.startswith("Other ") or len(node.inclusion_terms) > 1
    return bool(stems(line.wording) & _stems_of_all(_listed(node, release)))


def _listed(node: Node, release: Release) -> Iterator[str]:
    """Yield the inclusion terms and includes notes of a code and of what is above it."""
    for each in release.lineage(node.index):
        yield from each.inclusion_terms
    yield from (each.line for each in release.notes_for(node.code, "includes") if each.level in NEAR)


def _stems_of_all(texts: Iterable[str]) -> set[str]:
    return set().union(*map(stems, texts))


def _is_named(line: NoteLine, node: Node) -> bool:
    """Return whether a line names exactly this code or family, and nothing else."""
    return [span for reference in line.references for span in reference.spans] == [(node.index, node.end)]


def _of_another_cause(line: NoteLine, holder: DiagnosisFacts, node: Node, release: Release) -> bool:
    """Return whether a note names a condition in a disease ("myopathy in ..."), and the codes are not these two."""
    words = _IN_A_DISEASE.match(line.wording)
    if words is None or holder.node is None:
        return False
    disease = _named_by(node, release)
    condition = stems(words["condition"])
    return (bool(condition) and not condition & (_named_by(holder.node, release) | disease)) or (
        not stems(words["disease"]) & disease
    )


def _named_by(node: Node, release: Release) -> set[str]:
    """Return the stems of all titles and inclusion terms of a code and of what is above it."""
    return {
        stem
        for each in release.lineage(node.index)
        for words in (each.title, *each.inclusion_terms)
        for stem in stems(words)
    }


def why_allowed(one: DiagnosisFacts, other: DiagnosisFacts, lines: Sequence[NoteLine], facts: EncounterFacts) -> str:
    """Say why two codes may stand together although the Excludes1 `lines` name them; "" when nothing allows it."""
    line = _joining(one, other, lines, facts) or _joining(other, one, lines, facts)
    if line is not None:
        return f"{line.holder} {line.element} joins them: {line.line}"
    if _late_effect_and_injury(one, other, facts) or _late_effect_and_injury(other, one, facts):
        return "a late effect and a current injury are two conditions (guideline I.B.10)"
    if _opposite(one, other, facts):
        return "the titles name opposite sides (guideline I.A.12.a)"
    if _apart(one, other, facts):
        return "the titles name different places (guideline I.A.12.a)"
    if not may_be_one_condition(one, other, lines, facts.release):
        return "the titles share no disease and no organ, and a note of many codes names them (guideline I.A.12.a)"
    return ""


def _joining(
    one: DiagnosisFacts, other: DiagnosisFacts, forbidding: Sequence[NoteLine], facts: EncounterFacts
) -> NoteLine | None:
    """Return the note that applies at `one` that lets `other` be reported with it."""
    node = other.node
    if node is None:
        return None
    for line in facts.release.notes_for(one.code, "excludes2"):
        named = line.level in NEAR and line.names(node.index, other.code)
        if named and _allows(line, one, other, forbidding, facts):
            return line
    joining = (line for element in _JOINING for line in facts.release.notes_for(one.code, element))
    return next((line for line in joining if line.names(node.index, other.code)), None)


def _allows(
    line: NoteLine,
    one: DiagnosisFacts,
    other: DiagnosisFacts,
    forbidding: Sequence[NoteLine],
    facts: EncounterFacts,
) -> bool:
    return _may_be_another(line, one, other, facts) and not _outvoted(line, forbidding, (one, other))


def _may_be_another(line: NoteLine, one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether an Excludes2 lets two codes stand together; one "in other conditions" only where they are others.

    J95.82, "respiratory failure in other conditions (J96.-)", does not let one failure have both codes: an acute one
    is a part of an "acute and chronic" one, and another condition than a chronic one.
    """
    if _ELSEWHERE not in line.wording.lower():
        return True
    titles = facts.release.title(one.code), facts.release.title(other.code)
    return deny_each_other(*titles) and deny_each_other(*reversed(titles))


def _outvoted(allowing: NoteLine, forbidding: Sequence[NoteLine], pair: Sequence[DiagnosisFacts]) -> bool:
    """Return whether an Excludes1 that names a code of the pair exactly is closer to a code than a broad Excludes2.

    Z01.41 excludes Z12.4 although Z01 has "special screening examinations (Z11-Z13)" under Excludes2.
    """
    broad = not any(one.node is not None and _is_named(allowing, one.node) for one in pair)
    return broad and any(
        len(line.holder) > len(allowing.holder)
        and line.level in NEAR
        and any(one.node is not None and _is_named(line, one.node) for one in pair)
        for line in forbidding
    )


def _late_effect_and_injury(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether one code is of a category of sequelae and the other a current injury, by its 7th character."""
    if one.node is None or other.node is None or not other.code.startswith(load_policy().injuries):
        return False
    late = facts.release.category(one.node.index).title.startswith("Sequelae of ")
    return late and "sequela" not in facts.release.title(other.code)


def _opposite(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    return {facts.release.side_of(one.code), facts.release.side_of(other.code)} == {Side.RIGHT, Side.LEFT}


def _apart(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the titles name paired parts or levels of the spine that surely lie in different places.

    So do fractures, bone diseases and cancers of any two parts. A finding in a limb is apart from one in any organ: a
    swollen leg and a nodule of the lung.
    """
    ones, others = _sites(one, facts), _sites(other, facts)
    if not (ones and others and _all_disjoint(ones, others, facts)):
        return False
    if _is_finding(one) and _is_finding(other):
        return _all_repeated(ones | others, facts) or _all_in_limbs(ones, facts) or _all_in_limbs(others, facts)
    return _all_repeated(ones | others, facts) or (_is_local(one) and _is_local(other))


def _is_local(diagnosis: DiagnosisFacts) -> bool:
    """Return whether a code is of an injury, a disease of a bone or a muscle, or a cancer."""
    policy = load_policy()
    return diagnosis.code.startswith(policy.structural + policy.malignant_neoplasms)


def _sites(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> set[str]:
    """Return the sites of a title; for a finding whose title names none, those of its category's title."""
    places = facts.release.places_of(diagnosis.code)
    if not places and diagnosis.node is not None and _is_finding(diagnosis):
        places = facts.release.places_of(facts.release.category(diagnosis.node.index).code)
    return {site for site, _ in places if site}


def _is_finding(diagnosis: DiagnosisFacts) -> bool:
    return diagnosis.code.startswith(load_policy().symptoms)


def _all_repeated(sites: set[str], facts: EncounterFacts) -> bool:
    """Return whether a body has each part more than once: a pair, or a level of the spine."""
    return all(facts.anatomy.paired(site) or facts.anatomy.is_part_of(site, "spine") for site in sites)


def _all_disjoint(ones: set[str], others: set[str], facts: EncounterFacts) -> bool:
    return all(facts.anatomy.disjoint(a, b) for a in ones for b in others)


def _all_in_limbs(sites: set[str], facts: EncounterFacts) -> bool:
    return all(facts.anatomy.is_part_of(site, "limb") for site in sites)
