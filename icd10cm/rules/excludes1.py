"""Excludes1: two codes of the encounter that a note forbids together, or a culture that a note sends elsewhere.

Basis: the Excludes1 note ("not coded here"). Guideline I.A.12.a: an Excludes1 note does not apply to two conditions
that are unrelated to each other, so this is always a question.

Silent when the notes themselves allow the pair: a category's Excludes2, or a use-additional, code-first or
code-also note, joins the two; when the titles name opposite sides or different sites of paired parts; and when the
note's own words are narrower than the code.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.culture_match import speaks_for
from icd10cm.evidence.disease_words import disease_words
from icd10cm.evidence.excludes1_scope import narrower, one_of_several, why_allowed
from icd10cm.evidence.sequence import never_first
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Rule, Severity
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.encounter import Culture
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.tabular.model import Node

ID = "Excludes1"


class Reason(StrEnum):
    """Why two codes, or a code and a culture, exclude each other."""

    PAIR = ""
    VAGUER = "vaguer"
    ORGANISM = "organism"


_OTHER_PATIENTS = re.compile(r"\b(?:congenital|neonatal|newborn|perinatal|puerperal|pregnancy|obstetric\w*)\b")
_UNSPECIFIED = re.compile(r"^unspecified\b|\bunidentifi?ed\b|, (?:\w+ )?unspecified$|, unspecified organism$")
_JOINERS = frozenset(("due", "to", "of", "the", "by", "in", "with", "infection"))


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each forbidden pair, then one for each culture that routes to a combination code."""
    yield from _pairs(facts)
    named = _named(facts)
    if named:
        worded = facts.release.notes.worded
        for diagnosis in facts.in_turn():
            node = diagnosis.node
            if node is None or worded(node.index, "excludes1").keys().isdisjoint(named):
                continue
            if not never_first(diagnosis):  # a resistance is not coded elsewhere for its organism, a disease may be
                yield from _routes(diagnosis, node, named, facts)


def _pairs(facts: EncounterFacts) -> Iterator[CodingIssue]:
    pairs: dict[tuple[str, str], tuple[DiagnosisFacts, DiagnosisFacts, list[NoteLine], list[NoteLine]]] = {}
    forbidden: set[tuple[str, str]] = set()
    seen: set[str] = set()
    order: dict[int, int] = {}
    for one in facts.in_turn():
        if one.node is None or one.code in seen:
            continue
        seen.add(one.code)
        for line, other in facts.named_from(one.node, "excludes1"):
            if other.node is one.node or narrower(line, other, facts):
                continue
            if not order:
                order.update((id(each), place) for place, each in enumerate(facts.diagnoses))
            first, second = (one, other) if order[id(one)] < order[id(other)] else (other, one)
            pair = (first.code, second.code)
            *_, from_first, from_second = pairs.setdefault(pair, (first, second, [], []))
            lines = from_first if one.code == first.code else from_second
            if line not in lines:
                lines.append(line)
            if pair not in forbidden and not one_of_several(line, other, facts.release):
                forbidden.add(pair)
    for pair, (first, second, from_first, from_second) in pairs.items():
        facts.check_time()
        if pair in forbidden and not why_allowed(first, second, facts):
            yield _pair_issue(first, second, from_first, from_second, facts)


def _pair_issue(
    first: DiagnosisFacts,
    second: DiagnosisFacts,
    from_first: list[NoteLine],
    from_second: list[NoteLine],
    facts: EncounterFacts,
) -> CodingIssue:
    gone, kept = _which_goes(first, second, from_first, from_second)
    named_nos = _calls_nos(from_second if gone is first else from_first)
    minor = gone is not None and (named_nos or _vague(gone, facts))
    pair = (first, second) if gone is None or gone is first else (second, first)
    lines = (*from_first, *from_second)
    return about(*pair).issue(
        ID,
        basis=tuple(note_basis(line) for line in lines),
        choices=() if kept is None else (kept.code,),
        options=(() if gone is None or kept is None else (RemoveCode(gone.diagnosis.reference, kept.code),)),
        evidence=tuple(coded_as(each, facts.release) for each in pair),
        because=Reason.VAGUER if minor else Reason.PAIR,
        minor=minor,
    )


def _which_goes(
    first: DiagnosisFacts,
    second: DiagnosisFacts,
    from_first: list[NoteLine],
    from_second: list[NoteLine],
) -> tuple[DiagnosisFacts | None, DiagnosisFacts | None]:
    """Return (the code to take away, the code to keep), both None where the notes leave it open.

    A symptom goes, and a code that the other's note calls NOS or unspecified, which decides nothing where another line
    of the note names it by more. Otherwise a note that names the other code says "coded there, not here"; notes on both
    sides say nothing about which.
    """
    vague_first = _is_symptom(first) or _calls_vague(second, from_second, from_first)
    vague_second = _is_symptom(second) or _calls_vague(first, from_first, from_second)
    if vague_first != vague_second:
        return (first, second) if vague_first else (second, first)
    if any(line.says_nos for line in (*from_first, *from_second)):
        return None, None
    if from_first and not from_second:
        return first, second
    if from_second and not from_first:
        return second, first
    return None, None


def _calls_nos(lines: list[NoteLine]) -> bool:
    return bool(lines) and all(line.says_nos for line in lines)


def _calls_vague(holder: DiagnosisFacts, lines: list[NoteLine], back: list[NoteLine]) -> bool:
    """Tell whether the notes of a code name the other one as what is left open, and are not named so in turn.

    They say NOS, or "due to unidentified influenza virus". A code that is itself unspecified says the latter of a
    fuller one ("unspecified appendicitis with peritonitis"), and bronchitis "not specified as acute or chronic" calls
    any asthma NOS.
    """
    title = "" if holder.node is None else holder.node.title.lower()
    if _calls_nos(lines):
        return "not specified" not in title and not any(line.says_nos for line in back)
    if not lines or "unspecified" in title:
        return False
    return all(_UNSPECIFIED.search(line.wording.lower()) for line in lines)


def _is_symptom(diagnosis: DiagnosisFacts) -> bool:
    return diagnosis.code.startswith(load_policy().symptoms)


def _vague(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether a code is a symptom or sign, or leaves the disease unspecified; an unspecified injury is one."""
    title = facts.release.title(diagnosis.code).lower()
    open_ended = title.endswith(", unspecified") or title.startswith("unspecified ")
    return _is_symptom(diagnosis) or (open_ended and not diagnosis.code.startswith(load_policy().injuries))


def _named(facts: EncounterFacts) -> Mapping[str, list[tuple[Culture, tuple[str, ...]]]]:
    """Return the organisms grown, by the first word of each of their names."""
    named: dict[str, list[tuple[Culture, tuple[str, ...]]]] = {}
    for culture in facts.encounter.cultures:
        for words in map(title_words, culture.organism.words):
            named.setdefault(words[0], []).append((culture, words))
    return named


def _routes(
    diagnosis: DiagnosisFacts,
    node: Node,
    named: Mapping[str, list[tuple[Culture, tuple[str, ...]]]],
    facts: EncounterFacts,
) -> Iterator[CodingIssue]:
    """Find a culture whose organism an Excludes1 note of the diagnosis names: "gonococcus (A54.43)"."""
    by_word = facts.release.notes.worded(node.index, "excludes1")
    routed: set[str] = set()
    for word in named:
        for line in by_word.get(word, ()):
            if line.line in routed or facts.names_any(line) or _OTHER_PATIENTS.search(line.line.lower()):
                continue
            disease = disease_words(node, facts.release)
            for culture, words in named[word]:
                if _names_only(line, words, disease) and speaks_for(culture, diagnosis, facts):
                    routed.add(line.line)
                    yield _route_issue(diagnosis, culture, line, facts)
                    break


def _names_only(line: NoteLine, words: tuple[str, ...], disease: frozenset[str]) -> bool:
    """Tell whether a line names an organism, and beside it nothing but the disease ("... due to gonococcus")."""
    wording = title_words(line.wording)
    start = wording.index(words[0])
    if wording[start : start + len(words)] != words:
        return False
    rest = wording[:start] + wording[start + len(words) :]
    return all(word in disease or word in _JOINERS or word in title_words(line.lead) for word in rest)


def _route_issue(diagnosis: DiagnosisFacts, culture: Culture, line: NoteLine, facts: EncounterFacts) -> CodingIssue:
    nodes = facts.release.tabular.nodes
    choices = tuple(dict.fromkeys(nodes[first].code for reference in line.references for first, _ in reference.spans))
    return about(diagnosis).issue(
        ID,
        basis=(note_basis(line),),
        choices=choices,
        options=tuple(
            ReplaceCode(diagnosis.diagnosis.reference, code) for code in choices if facts.release.is_valid(code)
        ),
        evidence=(culture.evidence, coded_as(diagnosis, facts.release)),
        because=Reason.ORGANISM,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("excludes1",),
    reasons=Reason,
    routes={Reason.ORGANISM: frozenset(("MissingOrganism",))},
    severity=Severity.UNREPORTABLE,
    milder=frozenset((Reason.VAGUER,)),
    may_recommend=False,
    may_be_unrelated=True,
    from_cultures=frozenset((Reason.ORGANISM,)),
)
