"""UseAdditionalCode: a note asks for an additional code; the chart supports one, or the card asks for it.

Basis: the note. Documented: the chart's text says what the note asks for, or susceptibilities show a resistance
(Z16.-; never Z16.1- for MRSA, whose code says it already, guideline I.C.1.e.1). Prompt: only from a reviewed list
of notes that always apply; notes that ask for the same thing are one question, and a stage replaces the code that
leaves it open. A note on dialysis is asked only where the chart shows it, one on the drug of an adverse effect where
the title names a drug (guideline I.C.19.e.5.a). Other notes that say "if applicable", "if known" or "such as", and
those on tobacco, insulin, devices and external causes, are silent without evidence. Organisms have their own rule.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.attaching.additional_codes import fits_notes, reviewed_lines, reviewed_note
from icd10cm.attaching.resistance import resistance_grown
from icd10cm.choosing.chooser import choose
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.named_codes import named_in_full
from icd10cm.evidence.about import about, joined
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.evidence.disease_words import disease_words
from icd10cm.exclusions.codes_offered import codes_offered, few_answers
from icd10cm.exclusions.open_titles import leaves_open
from icd10cm.exclusions.pairs.hypertension import load_hypertension, with_milder_kidney
from icd10cm.issue import AddCode, ReplaceCode, Strength
from icd10cm.rules.rule import Rule
from icd10cm.titles.side_groups import title_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

ID = "UseAdditionalCode"


class Reason(StrEnum):
    """What the additional code is for."""

    DETAIL = ""
    RESISTANCE = "resistance"
    DRUG = "drug"


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
_CATEGORY = 3


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield the additional codes that evidence supports, then the prompts."""
    if not may_conclude_absence(facts.encounter):
        return
    resistant = any(culture.resistance for culture in facts.encounter.cultures)
    prompts: list[CodingIssue] = []
    for diagnosis, line in _notes(facts, resistant=resistant):
        issue = _of_note(diagnosis, line, facts, resistant=resistant)
        if issue is not None and issue.strength is Strength.PROMPT:
            prompts.append(issue)
        elif issue is not None:
            yield issue
    yield from filter(None, (_in_place_of_open(issue, facts) for issue in _joined(prompts)))


def _of_note(
    diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts, *, resistant: bool
) -> CodingIssue | None:
    """Return the issue of a note that names no code of the encounter."""
    documented = _documented(diagnosis, line, facts) if resistant or diagnosis.texts else None
    issue = documented or _reviewed(diagnosis, line, facts)
    return None if issue is None or facts.names_any(line) else issue


def _notes(facts: EncounterFacts, *, resistant: bool) -> Iterator[tuple[DiagnosisFacts, NoteLine]]:
    """Yield the notes with codes at each diagnosis of which something may be asked, each code once."""
    seen: set[str] = set()
    for diagnosis in facts.in_turn():
        if diagnosis.node is None or diagnosis.code in seen:
            continue
        seen.add(diagnosis.code)
        if resistant or diagnosis.texts:
            lines = _naming(diagnosis.code, facts.release)
        else:
            lines = reviewed_lines(diagnosis.code, facts.release) if diagnosis.asked else ()
        for line in lines:
            yield diagnosis, line


def asks_for_codes(code: str, release: Release) -> bool:
    """Return whether a note at a code asks for others by name."""
    return bool(_naming(code, release))


def _naming(code: str, release: Release) -> Sequence[NoteLine]:
    return [line for line in release.notes_for(code, "useAdditionalCode") if line.references]


def _reviewed(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    """Return the question of a note on the reviewed list: with what the chart shows, or as a prompt."""
    entry = reviewed_note(line, facts)
    if entry is None:
        return None
    if entry.needs_evidence:
        evidence = entry.evidence(diagnosis, facts)
        codes = codes_offered((line,), facts.release)
        return _issue(diagnosis, line, Strength.DOCUMENTED, codes, evidence, facts) if evidence else None
    because = Reason.DRUG if entry.met_by_title else Reason.DETAIL
    return _named(diagnosis, line, facts) or _prompt(diagnosis, line, facts, because, entry.answers)


def _joined(prompts: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return one prompt for notes that ask for the same thing, with the answers that fit all of them.

    The stage of a kidney disease is asked for at E11.22 and at I13.2; at I13.2 only two of the stages are left.
    """
    found: list[CodingIssue] = []
    for issue in prompts:
        for number, earlier in enumerate(found):
            both = tuple(code for code in earlier.choices if code in issue.choices)
            if both:
                found[number] = _both(earlier, issue, both)
                break
        else:
            found.append(issue)
    return found


def _both(one: CodingIssue, other: CodingIssue, codes: tuple[str, ...]) -> CodingIssue:
    fewer = one if len(one.options) >= len(other.options) else other
    last = other.diagnoses[0]  # each of the notes has its code after its own diagnosis
    options = tuple(
        AddCode(each.code, last) for each in fewer.options if isinstance(each, AddCode) and each.code in codes
    )
    return replace(joined((one, other)), choices=codes, options=options)


def _in_place_of_open(issue: CodingIssue, facts: EncounterFacts) -> CodingIssue | None:
    """Return a prompt whose answer replaces the unspecified code of the same kind, N18.9 for a stage, if one is there.

    None where the chart says already what that code leaves open: then its own question is asked.
    """
    vague = _left_open(issue.choices, facts)
    if vague is None or vague.code in issue.codes:
        return issue
    if choose(vague, facts).codes:
        return None
    leaves = tuple(leaf for code in issue.choices for leaf in _leaves(code, facts) if fits_notes(leaf, vague, facts))
    milder = _milder(issue, vague)
    return replace(
        issue,
        codes=(*issue.codes, vague.code),
        diagnoses=(*issue.diagnoses, vague.diagnosis.reference),
        choices=(*leaves, *(code for _, code in milder)),
        options=(
            *(ReplaceCode(vague.diagnosis.reference, code) for code in leaves),
            *(ReplaceCode(reference, code) for reference, code in milder),
        ),
        evidence=(*issue.evidence, coded_as(vague, facts.release)),
    )


def _milder(issue: CodingIssue, vague: DiagnosisFacts) -> list[tuple[str, str]]:
    """Return the codes of hypertension for a lower stage, each with the diagnosis that it is in place of.

    I13.2 says a stage 5 or an end stage disease; the stage of N18.9 may be a lower one, and then it is I13.0.
    """
    if not vague.code.startswith(load_hypertension().kidney):
        return []
    milder = (
        (reference, with_milder_kidney(code)) for code, reference in zip(issue.codes, issue.diagnoses, strict=True)
    )
    return [(reference, code) for reference, code in milder if code is not None]


def _left_open(choices: Sequence[str], facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return the diagnosis that leaves open what a note asks for: the unspecified code of the choices' one category."""
    categories = {code[:3] for code in choices}
    if len(categories) != 1 or any(len(code) == _CATEGORY for code in choices):
        return None
    (category,) = categories
    coded = ((one, node) for one, node in facts.leaves() if node.code[:3] == category)
    return next((one for one, node in coded if leaves_open(node)), None)


def _leaves(code: str, facts: EncounterFacts) -> Iterator[str]:
    index = facts.release.position(code)
    nodes = facts.release.tabular.nodes
    if index is not None:
        yield from (each.code for each in nodes[index : nodes[index].end] if facts.release.is_valid(each.code))


def _documented(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    resistant = resistance_grown(diagnosis, line, facts)
    if resistant is not None:
        codes, evidence = resistant
        return _issue(diagnosis, line, Strength.DOCUMENTED, codes, evidence, facts, because=Reason.RESISTANCE)
    telling = _telling(diagnosis, line, facts) if line.level in _LEVELS else ()
    if not telling:
        return None
    codes = _at_place(diagnosis, line, facts) or codes_offered((line,), facts.release)
    return _issue(diagnosis, line, Strength.DOCUMENTED, codes, telling, facts) if codes else None


def _telling(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> tuple[Evidence, ...]:
    """Return the texts that say what a note asks for; what the code's own titles say already is not news.

    "Hypertensive heart disease" at O10.1.
    """
    wanted = _asked_for(line) if diagnosis.texts else set()
    if len(wanted) < 2 or diagnosis.node is None or wanted <= disease_words(diagnosis.node, facts.release):
        return ()
    return tuple(text.evidence for text in diagnosis.texts if wanted <= set(words_of(text.facts.affirmed)))


def _named(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> CodingIssue | None:
    """Take the one code of a reviewed note whose whole title a text has: "acute systolic heart failure" at I11.0.

    What the code's own titles say already is not news.
    """
    node = diagnosis.node
    if node is None or not diagnosis.texts:
        return None
    spans = [span for reference in line.references for span in reference.spans]
    leaf = named_in_full(spans, diagnosis, facts.release)
    evidence = tuple(text.evidence for text in diagnosis.texts)
    return None if leaf is None else _issue(diagnosis, line, Strength.DOCUMENTED, (leaf.code,), evidence, facts)


def _prompt(
    diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts, because: Reason, answers: tuple[str, ...]
) -> CodingIssue | None:
    if not diagnosis.asked:
        return None
    codes = answers or codes_offered((line,), facts.release)
    return _issue(diagnosis, line, Strength.PROMPT, codes, (), facts, because=because)


def _asked_for(line: NoteLine) -> set[str]:
    """Return the words of what a line asks to be identified: "major osseous defect"."""
    match = _ASKED.search(line.wording)
    words = match["what"] if match else line.wording if line.lead else ""
    return {word for word in title_words(words) if word not in _EMPTY}


def _at_place(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> tuple[str, ...]:
    """Narrow the note's family to the documented place: M89.751 for a defect of the right femur."""
    if not any(fact.site for fact in diagnosis.sites):
        return ()
    spans = (span for reference in line.references for span in reference.spans)
    placed = (index for span in spans for index in range(*span) if _is_at(diagnosis, index, facts.release))
    return tuple(dict.fromkeys(carry("", index, facts.release) for index in placed))


def _is_at(diagnosis: DiagnosisFacts, index: int, release: Release) -> bool:
    """Return whether a leaf is the one of its family for the documented place."""
    peers = None if release.tabular.nodes[index].children else release.families.site_family(index)
    by_site = peers.place(diagnosis.sites) if peers is not None and len(peers.sites) > 1 else None
    return by_site is not None and index in by_site.leaves


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
    answers = few_answers(codes, facts.release)
    return about(diagnosis).issue(
        ID,
        strength=strength,
        basis=(note_basis(line),),
        choices=answers or codes,
        options=tuple(AddCode(code, reference) for code in answers),
        evidence=evidence,
        because=because,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("useAdditionalCode",),
    strengths=(Strength.DOCUMENTED, Strength.PROMPT),
    reasons=Reason,
    doubts_no_code=frozenset(Reason),
    from_cultures=frozenset((Reason.RESISTANCE,)),
    asks_by_note=True,
    concerns=asks_for_codes,
)
