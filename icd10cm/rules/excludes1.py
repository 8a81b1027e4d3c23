"""Excludes1: two diagnoses that are not reported together, or an organism that has its own code for the infection.

Basis: the Excludes1 note ("not coded here"). Guideline I.A.12.a: the note does not apply to two separate conditions, so
the card asks: same condition, or two separate ones? Where two codes cannot be two conditions (a status or a history and
the disease, abuse and dependence, type 1 and type 2), it asks which one applies.

Where a reviewed table says so, the words of a note mean more than its codes, or they mean an injury
that may be the cause.

Silent when the notes themselves allow the pair: a category's Excludes2, or a use-additional, code-first or
code-also note, joins the two; when the titles name opposite sides or different sites of paired parts; and when the
note's own words are narrower than the code.

Evidence: the codes of the encounter; for a combination code, a culture that belongs to this diagnosis and to no other
infection of the encounter. Yeast often grows where it causes nothing, so that a text of the diagnosis has to name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from icd10cm.attaching.culture_attachment import attach_cultures, may_be_of
from icd10cm.evidence.about import about, joined
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.disease_words import disease_words
from icd10cm.evidence.sequence import never_first
from icd10cm.exclusions.alternatives import either_may_stay, either_of, has_history, is_ruled_out, only_one_applies
from icd10cm.exclusions.codes_offered import codes_offered, few_answers
from icd10cm.exclusions.excludes1_delete import is_said_by, may_be_removed
from icd10cm.exclusions.excludes1_scope import narrower, one_of_several, why_allowed
from icd10cm.exclusions.widenings import causes_meant, has_widened_notes, meant_too, only_printed
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.organisms.table import load_organisms
from icd10cm.rules.rule import Part, Rule, Severity
from icd10cm.time_limit import in_time
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.attaching.attachment import Attachment
    from icd10cm.encounter import Culture
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "Excludes1"


class Reason(StrEnum):
    """Why two codes, or a code and a culture, exclude each other."""

    PAIR = ""
    VAGUER = "vaguer"
    ORGANISM = "organism"
    EITHER = "either"
    RULED_OUT = "ruled_out"
    INJURY = "injury"
    CAUSE = "cause"
    ONE = "one"
    PART = "part"


_OTHER_PATIENTS = re.compile(r"\b(?:congenital|neonatal|newborn|perinatal|puerperal|pregnancy|obstetric\w*)\b")
_OTHER = "Other "
_JOINERS = frozenset(("due", "to", "of", "the", "by", "in", "with", "infection"))


class _Grown(NamedTuple):
    """A culture, where it belongs, and one name of its organism in words."""

    culture: Culture
    attachment: Attachment
    words: tuple[str, ...]


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each forbidden pair, for what another may have caused, for a culture with its code."""
    yield from _pairs(facts)
    yield from _of_a_cause(facts)
    if facts.encounter.cultures:
        yield from _by_culture(facts)


def may_exclude(code: str, release: Release) -> bool | frozenset[int]:
    """Return the categories that the notes at a code name; True where their words mean more than they name."""
    position = release.position(code)
    if position is None:
        return False
    return has_widened_notes(code, release) or frozenset(release.notes.targets(position, "excludes1"))


def _by_culture(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each culture that a note sends to another code."""
    named = _named(facts)
    worded = facts.release.notes.worded
    for diagnosis in facts.in_turn():
        node = diagnosis.node
        if node is None or worded(node.index, "excludes1").keys().isdisjoint(named):
            continue
        if not never_first(diagnosis):  # a resistance is not coded elsewhere for its organism, a disease may be
            yield from _routes(diagnosis, node, named, facts)


@dataclass(slots=True)
class _Pair:
    """Two diagnoses in the order of the chart, and the notes at each that name the other."""

    first: DiagnosisFacts
    second: DiagnosisFacts
    at_first: list[NoteLine] = field(default_factory=list)
    at_second: list[NoteLine] = field(default_factory=list)
    forbidden: bool = False
    """Whether a note means both codes, and not one of several conditions that a code represents."""


def _pairs(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each forbidden pair; a code that may be removed is asked about once."""
    issues = pair_issues(facts)
    removed: dict[str, CodingIssue] = {}
    for issue in issues:
        if issue.minor:
            removed.setdefault(issue.codes[0], issue)
    yield from _by_note(issue for issue in issues if removed.get(issue.codes[0], issue) is issue)


def _by_note(issues: Iterable[CodingIssue]) -> Iterator[CodingIssue]:
    """Yield one question for all codes that the same notes keep apart from one code: tachypnea from three dyspneas."""
    found: dict[object, list[CodingIssue]] = {}
    for number, issue in enumerate(issues):
        # A vaguer code has its own answer, and so its own question.
        found.setdefault(number if issue.minor else (issue.codes[0], issue.basis), []).append(issue)
    for together in found.values():
        yield together[0] if len(together) == 1 else _as_one(together)


def _as_one(issues: Sequence[CodingIssue]) -> CodingIssue:
    """Return one question for several codes; it has an answer where each of them rules the same code out."""
    one = joined(issues)
    return one if one.because is Reason.RULED_OUT else replace(one, choices=(), options=())


def pair_issues(facts: EncounterFacts) -> list[CodingIssue]:
    """Return an issue for each pair of codes that a note forbids together and nothing allows."""
    return [
        _ruled_out(pair, facts) or _pair_issue(pair, facts)
        for pair in in_time(_named_pairs(facts), facts.check_time)
        if pair.forbidden and not why_allowed(pair.first, pair.second, (*pair.at_first, *pair.at_second), facts)
    ]


def _named_pairs(facts: EncounterFacts) -> list[_Pair]:
    """Return every pair of codes that an Excludes1 note names, with all the notes that do."""
    pairs: dict[tuple[str, str], _Pair] = {}
    order: dict[int, int] = {}
    for one, line, other in _named_once(facts):
        if not order:
            order.update((id(each), place) for place, each in enumerate(facts.diagnoses))
        first, second = (one, other) if order[id(one)] < order[id(other)] else (other, one)
        if len(pairs) > facts.limit.most:
            facts.limit.on_cut(ID)
            break
        pair = pairs.setdefault((first.code, second.code), _Pair(first, second))
        lines = pair.at_first if one.code == first.code else pair.at_second
        if line not in lines:
            lines.append(line)
        pair.forbidden = pair.forbidden or not one_of_several(line, one, other, facts.release)
    return list(pairs.values())


def _named_once(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, NoteLine, DiagnosisFacts]]:
    """Yield each diagnosis, each code once, with the Excludes1 notes at it and the diagnoses that they mean."""
    seen: set[str] = set()
    for one in facts.in_turn():
        if one.node is None or one.code in seen:
            continue
        seen.add(one.code)
        for line, other in facts.named_from(one.node, "excludes1"):
            if other.node is not one.node and not narrower(line, other, facts):
                yield one, line, other
        for line, other in meant_too(one, facts):
            yield one, line, other


def _of_a_cause(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each condition that a note has coded otherwise if what is coded beside it is its cause."""
    for one in facts.in_turn():
        for line, widening, cause in causes_meant(one, facts):
            printed = codes_offered((line,), facts.release)
            answers = few_answers(printed, facts.release)
            yield about(one, cause).issue(
                ID,
                basis=(note_basis(line),),
                choices=answers or printed,
                options=[ReplaceCode(one.diagnosis.reference, code) for code in answers],
                evidence=[coded_as(each, facts.release) for each in (one, cause)],
                because=Reason.INJURY if widening.injury else Reason.CAUSE,
            )


def _ruled_out(pair: _Pair, facts: EncounterFacts) -> CodingIssue | None:
    """Return the question whether to remove a code that says all is normal; None where neither does."""
    ways = ((pair.first, pair.second), (pair.second, pair.first))
    found = next(((gone, kept) for gone, kept in ways if is_ruled_out(gone.code, kept.code)), None)
    if found is None:
        return None
    gone, kept = found
    return about(gone, kept).issue(
        ID,
        basis=map(note_basis, (*pair.at_first, *pair.at_second)),
        choices=(kept.code,),
        options=(RemoveCode(gone.diagnosis.reference, kept.code),),
        evidence=[coded_as(each, facts.release) for each in found],
        because=Reason.RULED_OUT,
    )


def _pair_issue(pair: _Pair, facts: EncounterFacts) -> CodingIssue:
    gone, kept, may_go = _which_goes(pair, facts.release)
    ordered = (pair.first, pair.second) if gone is None or kept is None else (gone, kept)
    choices = () if kept is None else _meant_by_notes(pair, kept, facts.release)
    options: tuple[RemoveCode, ...] = ()
    because = _question(pair, kept, facts.release)
    if may_go:
        choices, options = (ordered[1].code,), (RemoveCode(ordered[0].diagnosis.reference, ordered[1].code),)
        because = because or (Reason.PART if is_said_by(*ordered, facts.release) else Reason.VAGUER)
    elif _has_two_answers(pair, kept):
        ordered = pair.first, pair.second
        choices, options = tuple(one.code for one in ordered), either_of(*ordered)
    return about(*ordered).issue(
        ID,
        basis=map(note_basis, (*pair.at_first, *pair.at_second)),
        choices=choices,
        options=options,
        evidence=[coded_as(each, facts.release) for each in ordered],
        because=because,
        minor=may_go,
    )


def _meant_by_notes(pair: _Pair, kept: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return what the notes lead to: the other code, or those that they print where only these say all of it.

    Nothing for a note at a category of other diseases (I67), which may speak of another one of them.
    """
    lines = [line for line in (*pair.at_first, *pair.at_second) if not _is_of_others(line, release)]
    if any(only_printed(line, kept.code) for line in lines):
        return codes_offered(lines, release)
    return (kept.code,) if lines else ()


def _is_of_others(line: NoteLine, release: Release) -> bool:
    return line.level == "category" and release.title(line.holder).startswith(_OTHER)


def _question(pair: _Pair, kept: DiagnosisFacts | None, release: Release) -> Reason:
    """Return which question a pair is: which of two applies, or whether they are one, in its own code or not."""
    if kept is not None and any(only_printed(line, kept.code) for line in (*pair.at_first, *pair.at_second)):
        return Reason.ONE
    one, other = pair.first.node, pair.second.node
    return Reason.EITHER if one and other and only_one_applies(one, other, release) else Reason.PAIR


def _has_two_answers(pair: _Pair, kept: DiagnosisFacts | None) -> bool:
    """Return whether either code may be kept: each names the other, or one of the two is a history.

    A note on one side that calls the other code NOS says neither which one is right nor that the two are one.
    """
    one, other = pair.first.node, pair.second.node
    if one is None or other is None or not either_may_stay(one, other) or _holds_many(one) or _holds_many(other):
        return False
    return has_history(one, other) or (kept is None and bool(pair.at_first and pair.at_second))


def _holds_many(node: Node) -> bool:
    """Return whether a code is for several other conditions, of which the note may mean another one."""
    return node.title.startswith(_OTHER) and len(node.inclusion_terms) > 1


def _which_goes(pair: _Pair, release: Release) -> tuple[DiagnosisFacts | None, DiagnosisFacts | None, bool]:
    """Return the code that gives way, the code to keep, and whether the first may be removed; None for an open pair.

    A code that may be removed gives way. Otherwise a note that names the other code says "coded there, not here"; notes
    on both sides say nothing about which.
    """
    first, second, at_first, at_second = pair.first, pair.second, pair.at_first, pair.at_second
    first_may = may_be_removed(first, second, at_first, at_second, release)
    second_may = may_be_removed(second, first, at_second, at_first, release)
    if first_may != second_may:
        return (first, second, True) if first_may else (second, first, True)
    says_nos = any(line.says_nos for line in (*at_first, *at_second))
    if first_may or says_nos or bool(at_first) == bool(at_second):
        return None, None, False
    return (first, second, False) if at_first else (second, first, False)


def _named(facts: EncounterFacts) -> Mapping[str, list[_Grown]]:
    """Return the organisms grown with where their cultures belong, by the first word of each of their names."""
    named: dict[str, list[_Grown]] = {}
    for culture, attachment in attach_cultures(facts):
        for words in map(title_words, culture.organism.words):
            named.setdefault(words[0], []).append(_Grown(culture, attachment, words))
    return named


def _routes(
    diagnosis: DiagnosisFacts, node: Node, named: Mapping[str, list[_Grown]], facts: EncounterFacts
) -> Iterator[CodingIssue]:
    """Find a culture whose organism an Excludes1 note of the diagnosis names: "gonococcus (A54.43)"."""
    by_word = facts.release.notes.worded(node.index, "excludes1")
    routed: set[str] = set()
    for word in named:
        for line in by_word.get(word, ()):
            if line.line in routed or facts.names_any(line) or _OTHER_PATIENTS.search(line.line.lower()):
                continue
            disease = disease_words(node, facts.release)
            for culture, attachment, words in named[word]:
                if not _names_only(line, words, disease) or not _is_a_cause(culture, diagnosis):
                    continue
                if may_be_of(culture, attachment, diagnosis, facts):
                    routed.add(line.line)
                    yield _route_issue(diagnosis, culture, line, facts)
                    break


def _is_a_cause(culture: Culture, diagnosis: DiagnosisFacts) -> bool:
    """Return whether what grew is the cause; of a colonizer, such as yeast in the urine, a text has to say so."""
    if culture.organism.id not in load_organisms().colonizers:
        return True
    said = {word for text in diagnosis.texts for word in title_words(text.facts.affirmed)}
    return not said.isdisjoint(culture.organism.words)


def _names_only(line: NoteLine, words: tuple[str, ...], disease: frozenset[str]) -> bool:
    """Return whether a line names an organism, and beside it nothing but the disease ("... due to gonococcus")."""
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
    milder=frozenset((Reason.VAGUER, Reason.PART, Reason.INJURY, Reason.CAUSE, Reason.ONE)),
    may_recommend=False,
    may_be_unrelated=True,
    one_applies=frozenset((Reason.EITHER, Reason.RULED_OUT)),
    from_cultures=frozenset((Reason.ORGANISM,)),
    concerns=may_exclude,
    reads=frozenset((Part.CULTURES,)),
)
