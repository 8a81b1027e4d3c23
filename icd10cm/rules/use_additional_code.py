"""UseAdditionalCode: a "use additional code" note with evidence in the chart, or an unconditional one to ask about.

Basis: the note. Documented: the chart's text says what the note asks for, or susceptibilities show a resistance
(Z16.-; never Z16.1- for MRSA, whose code says it already, guideline I.C.1.e.1). Prompt: only from the reviewed list of
unconditional notes (`data/additional_codes.toml`). Notes that say "if applicable", "if known" or "such as",
and those on tobacco, insulin, devices and external causes, are silent without evidence. Organisms have their own rule.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.attaching.culture_attachment import is_of_organism
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.named_codes import named_in_full
from icd10cm.evidence.about import about
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import note_basis
from icd10cm.evidence.disease_words import disease_words
from icd10cm.exclusions.codes_offered import codes_offered
from icd10cm.issue import AddCode, Strength
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Rule
from icd10cm.titles.side_groups import title_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine

ID = "UseAdditionalCode"


class Reason(StrEnum):
    """What the additional code is for."""

    DETAIL = ""
    RESISTANCE = "resistance"


_ASKED = re.compile(r"\bto (?:further )?(?:identify|indicate|specify)\b\s*(?P<what>.*)")
_EMPTY = frozenset(
    [
        "code",
        "the",
        "of",
        "any",
        "type",
        "specific",
        "associated",
        "if",
        "applicable",
        "and",
        "or",
        "to",
        "a",
        "an",
        "such",
        "as",
        "site",
        "stage",
        "known",
    ]
)
_LEVELS = ("category", "subcategory")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield the additional codes that evidence supports, then the prompts."""
    if not may_conclude_absence(facts.encounter):
        return
    allowed = _reviewed()
    resistant = any(culture.resistance for culture in facts.encounter.cultures)
    seen: set[str] = set()
    for diagnosis in facts.in_turn():
        if diagnosis.node is None or diagnosis.code in seen:
            continue
        seen.add(diagnosis.code)
        if not (resistant or diagnosis.texts or diagnosis.asked):  # the usual case
            continue
        for line in facts.release.notes.inherited(diagnosis.node.index, "useAdditionalCode"):
            if not line.references:
                continue
            issue = _documented(diagnosis, line, facts) if resistant or diagnosis.texts else None
            if issue is None and (diagnosis.asked or diagnosis.texts) and _may_ask(line, allowed, facts):
                issue = _named(diagnosis, line, facts) or _prompt(diagnosis, line, facts)
            if issue is not None and not facts.names_any(line):
                yield issue


def _documented(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    resistant = _resistance(diagnosis, line, facts)
    if resistant is not None:
        codes, evidence = resistant
        return _issue(diagnosis, line, Strength.DOCUMENTED, codes, evidence, facts, because=Reason.RESISTANCE)
    if line.level not in _LEVELS or not diagnosis.texts:
        return None
    wanted = _asked_for(line)
    # What the code's own titles say already is no news: "hypertensive heart disease" at O10.1.
    if len(wanted) < 2 or diagnosis.node is None or wanted <= disease_words(diagnosis.node, facts.release):
        return None
    telling = tuple(text.evidence for text in diagnosis.texts if wanted <= set(words_of(text.facts.affirmed)))
    if not telling:
        return None
    codes = _at_place(diagnosis, line, facts) or codes_offered((line,), facts.release)
    return _issue(diagnosis, line, Strength.DOCUMENTED, codes, telling, facts) if codes else None


def _named(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    """Take the one code of a reviewed note whose whole title a text has: "acute systolic heart failure" at I11.0.

    What the code's own titles say already is no news.
    """
    node = diagnosis.node
    if node is None or not diagnosis.texts:
        return None
    spans = [span for reference in line.references for span in reference.spans]
    leaf = named_in_full(spans, diagnosis, facts.release)
    evidence = tuple(text.evidence for text in diagnosis.texts)
    return None if leaf is None else _issue(diagnosis, line, Strength.DOCUMENTED, (leaf.code,), evidence, facts)


def _prompt(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    if not diagnosis.asked:
        return None
    return _issue(diagnosis, line, Strength.PROMPT, codes_offered((line,), facts.release), (), facts)


def _asked_for(line: NoteLine) -> set[str]:
    """Return the words of what a line asks to be identified: "major osseous defect"."""
    match = _ASKED.search(line.wording)
    words = match["what"] if match else line.wording if line.lead else ""
    return {word for word in title_words(words) if word not in _EMPTY}


def _at_place(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> tuple[str, ...]:
    """Narrow the note's family to the documented place: M89.751 for a defect of the right femur."""
    if not any(fact.site for fact in diagnosis.sites):
        return ()
    release = facts.release
    nodes = release.tabular.nodes
    found: list[str] = []
    for reference in line.references:
        for first, end in reference.spans:
            for index in range(first, end):
                peers = None if nodes[index].children else release.kin.peers(index)
                placing = peers.place(diagnosis.sites) if peers is not None and len(peers.sites) > 1 else None
                if placing is not None and index in placing.leaves:
                    found.append(carry("", index, release))
    return tuple(dict.fromkeys(found))


def _resistance(
    diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts
) -> tuple[tuple[str, ...], tuple[Evidence, ...]] | None:
    """Return the resistance codes that the cultures of this code's own organism support."""
    policy = load_policy()
    (resistance,) = policy.resistance
    index = facts.release.position(resistance)
    if index is None or not line.names(index, resistance):
        return None
    cultures = [
        culture
        for culture in facts.encounter.cultures
        if culture.resistance
        and _is_organism_of(diagnosis, culture.organism.code, culture.organism.words, facts)
        and is_of_organism(culture, diagnosis, facts)
    ]
    codes = tuple(
        dict.fromkeys(
            code
            for culture in cultures
            for code in culture.resistance
            if facts.release.is_valid(code)
            and not (code.startswith(policy.beta_lactam_resistance) and diagnosis.code in policy.methicillin_resistant)
        )
    )
    return (codes, tuple(culture.evidence for culture in cultures)) if codes else None


def _is_organism_of(diagnosis: DiagnosisFacts, code: str | None, words: tuple[str, ...], facts: EncounterFacts) -> bool:
    """Tell whether a code names the organism: its own code in B95-B97, or a combination code with its name."""
    if diagnosis.code == code:
        return True
    title = facts.release.title(diagnosis.code).lower()
    return any(word.lower() in title for word in words)


def _issue(
    diagnosis: DiagnosisFacts,
    line: NoteLine,
    strength: Strength,
    codes: tuple[str, ...],
    evidence: tuple[Evidence, ...],
    facts: EncounterFacts,
    *,
    because: Reason = Reason.DETAIL,
) -> CodingIssue:
    reference = diagnosis.diagnosis.reference
    carries_out = all(facts.release.is_valid(code) for code in codes)
    return about(diagnosis).issue(
        ID,
        strength=strength,
        basis=(note_basis(line),),
        choices=codes,
        options=tuple(AddCode(code, reference) for code in codes) if carries_out else (),
        evidence=evidence,
        because=because,
    )


def _may_ask(line: NoteLine, allowed: Mapping[tuple[str, str], tuple[str, ...]], facts: EncounterFacts) -> bool:
    """Tell whether a note is on the reviewed list and no code outside it answers the question."""
    answers = allowed.get((line.holder, line.line))
    return answers is not None and not (answers and any(code.startswith(answers) for code in facts.codes))


@cache
def _reviewed() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return what answers each of the reviewed unconditional notes, by (holder, note); read once per process."""
    text = files("icd10cm").joinpath("data/additional_codes.toml").read_text(encoding="utf-8")
    return {
        (holder, entry["note"]): tuple(entry.get("answered_by", ()))
        for entry in tomllib.loads(text)["note"]
        for holder in entry["holders"]
    }


RULE = Rule(
    id=ID,
    check=check,
    elements=("useAdditionalCode",),
    strengths=(Strength.DOCUMENTED, Strength.PROMPT),
    reasons=Reason,
    from_cultures=frozenset((Reason.RESISTANCE,)),
)
