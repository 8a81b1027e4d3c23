"""CodeFirst: a manifestation ranked before its etiology, or coded without it.

Basis: the code-first note of the later code, or the use-additional note of the earlier one: both fix the order
(guidelines I.A.13 and I.B.7). Order is looked at only where the chart ranks both within one use. A missing etiology
is asked for only where the code cannot stand alone: a title that says "classified elsewhere", or a code of the
reviewed list whose note is closed and unconditional. The note of T36-T50 speaks of adverse effects alone (5th or 6th
character 5); for poisonings the order is the reverse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.bases import coded_as, note_basis
from icd10cm.issue import CodingIssue, Resequence, Strength
from icd10cm.named_codes import codes_offered
from icd10cm.order import comes_before, is_first, is_manifestation, never_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes import NoteLine

ID = "CodeFirst"

_ADVERSE = re.compile(r"adverse effect")
_LOCAL = ("category", "subcategory")
# Codes whose own note is a closed, unconditional "code first", although the title does not say so.
_CANNOT_STAND_ALONE = ("D63.1", "M90.5", "F02", "J12.82", "R65.2")
# Status, habits and circumstances: their place behind the disease is a matter of taste.
_UNORDERED = re.compile(r"[VWXYZU]|F1[0-9]")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each pair in the wrong order, then for each manifestation without its etiology."""
    seen: set[tuple[str, str]] = set()
    for diagnosis in facts.diagnoses:
        if diagnosis.node is None:
            continue
        for later, earlier, lines in (
            *_by_code_first(diagnosis, facts),
            *_by_use_additional(diagnosis, facts),
        ):
            pair = (later.code, earlier.code)
            if pair not in seen and not (never_first(later) and is_first(later, facts)):
                seen.add(pair)
                yield _order_issue(later, earlier, lines, facts)
        issue = _missing(diagnosis, facts)
        if issue is not None and (issue.codes[0], "") not in seen:
            seen.add((issue.codes[0], ""))
            yield issue


_Pair = tuple["DiagnosisFacts", "DiagnosisFacts", tuple["NoteLine", ...]]


def _by_code_first(later: DiagnosisFacts, facts: EncounterFacts) -> Iterator[_Pair]:
    """Find diagnoses that the code-first notes of `later` name and that are ranked behind it."""
    for line in facts.release.notes_for(later.code, "codeFirst"):
        if _applies(line, later):
            for earlier in facts.named_by(line):
                if earlier.node is not later.node and comes_before(later, earlier):
                    yield later, earlier, (line,)


def _by_use_additional(earlier: DiagnosisFacts, facts: EncounterFacts) -> Iterator[_Pair]:
    """Find diagnoses that the use-additional notes of `earlier` name and that are ranked before it."""
    release = facts.release
    for line in release.notes_for(earlier.code, "useAdditionalCode"):
        if line.level not in (*_LOCAL, "section") or not line.references:
            continue
        for later in facts.named_by(line):
            if later.node is earlier.node or later.node is None or _UNORDERED.match(later.code):
                continue
            if not comes_before(later, earlier) or earlier.node is None:
                continue
            back = (
                note
                for element in ("useAdditionalCode",)
                for note in release.notes_for(later.code, element)
                if note.names(earlier.node.index, earlier.code)
            )
            first = (
                note
                for note in release.notes_for(earlier.code, "codeFirst")
                if note.names(later.node.index, later.code)
            )
            if next(back, None) is None and next(first, None) is None:
                yield later, earlier, (line,)


def _applies(line: NoteLine, diagnosis: DiagnosisFacts) -> bool:
    """Tell whether a code-first note speaks of this code: T36-T50 only of adverse effects."""
    if _ADVERSE.search(f"{line.lead} {line.line}") and diagnosis.code[:1] == "T":
        characters = diagnosis.code.replace(".", "")
        sixth = characters[5:6]
        return (sixth if sixth not in ("", "X") else characters[4:5]) == "5"
    return True


def _order_issue(
    later: DiagnosisFacts, earlier: DiagnosisFacts, lines: tuple[NoteLine, ...], facts: EncounterFacts
) -> CodingIssue:
    pair = (later, earlier)
    return CodingIssue(
        rule=ID,
        strength=Strength.DOCUMENTED,
        codes=tuple(each.code for each in pair),
        diagnoses=tuple(each.diagnosis.reference for each in pair),
        basis=tuple(note_basis(line) for line in lines),
        choices=(earlier.code,),
        options=(Resequence(earlier.diagnosis.reference, later.diagnosis.reference, earlier.code),),
        evidence=tuple(coded_as(each, facts.release) for each in pair),
        because="order",
        ordered=later.diagnosis.ordered or earlier.diagnosis.ordered,
    )


def _missing(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue | None:
    if not is_manifestation(diagnosis) and not diagnosis.code.startswith(_CANNOT_STAND_ALONE):
        return None
    if not diagnosis.asked or never_first(diagnosis):
        return None
    lines = [line for line in facts.release.notes_for(diagnosis.code, "codeFirst") if line.level in _LOCAL]
    own = [line for line in lines if line.holder == lines[0].holder] if lines else []
    if not own or any(line.if_applicable or line.if_known or line.any_associated for line in own):
        return None
    if any(facts.names_any(line) for line in lines):
        return None
    # A note without codes, or with examples only, is met by any other disease that can come first.
    others = [one for one in facts.diagnoses if one.node is not diagnosis.node and not never_first(one)]
    if others and any(line.such_as or not line.references for line in own):
        return None
    choices = codes_offered(own, facts.release)
    return CodingIssue(
        rule=ID,
        strength=Strength.PROMPT,
        codes=(diagnosis.code,),
        diagnoses=(diagnosis.diagnosis.reference,),
        basis=tuple(note_basis(line) for line in own),
        choices=choices,
        evidence=(coded_as(diagnosis, facts.release),),
        because="missing",
        ordered=diagnosis.diagnosis.ordered,
    )
