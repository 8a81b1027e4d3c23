"""SeventhCharacter: the 7th character is missing, or the chart contradicts the kind of fracture that it says.

Basis: the 7th-character definition in force at the code. Guidelines I.A.4 and I.A.5 (placeholder X, 7th character
required), I.C.19.a (A is active treatment, not the first visit) and I.C.19.c (open fractures, Gustilo).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as
from icd10cm.issue import Basis, ReplaceCode
from icd10cm.releases.validity import CodeStatus, status_on
from icd10cm.rules.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.tabular.model import Node, SeventhCharacters

ID = "SeventhCharacter"


class Reason(StrEnum):
    """What is wrong with the 7th character."""

    MISSING = ""
    CONTRADICTED = "contradicted"


_CLOSED = "closed fracture"
_OPEN = re.compile(r"open fracture(?: type (?P<type>I or II|IIIA, IIIB, or IIIC))?")
_BRACKETS = re.compile(r" *(?:\([^)]*\)|\[[^\]]*\])")
_LOW, _HIGH = "I or II", "IIIA, IIIB, or IIIC"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code without its 7th character, and each that the chart contradicts."""
    release, day = facts.release, facts.encounter.date_of_service
    for diagnosis, node in facts.leaves():
        seventh = release.seventh(node.index)
        if seventh is None:
            continue
        if diagnosis.code == node.code and not release.is_valid(node.code):
            if status_on(node.code, day, release) is CodeStatus.INCOMPLETE:
                yield _missing(diagnosis, node, seventh, facts)
        elif release.is_valid(diagnosis.code):
            issue = _contradicted(diagnosis, seventh, facts)
            if issue is not None:
                yield issue


def _missing(diagnosis: DiagnosisFacts, node: Node, seventh: SeventhCharacters, facts: EncounterFacts) -> CodingIssue:
    release = facts.release
    choices = release.codes_at(node.index)
    documented, evidence = _documented_fracture(diagnosis)
    if documented is not None:
        meanings = dict(seventh.meanings)
        fitting = tuple(code for code in choices if _fits(meanings[code[-1]], documented))
        choices = fitting or choices
    told = _told(choices, seventh, diagnosis)
    if told:
        choices, evidence = told, tuple(text.evidence for text in diagnosis.texts)
    sited = tuple(code for code in choices if diagnosis.side and release.side_of(code) is diagnosis.side)
    if sited and release.side_of(node.code) is None:
        choices, evidence = sited, (*evidence, *(fact.evidence for fact in diagnosis.sites if fact.side))
    reference = diagnosis.diagnosis.reference
    return about(diagnosis).issue(
        ID,
        basis=(Basis(seventh.holder, "sevenChrDef", _printed(seventh)),),
        choices=choices,
        options=tuple(ReplaceCode(reference, code) for code in choices),
        evidence=(coded_as(diagnosis, release), *evidence),
    )


def _told(choices: tuple[str, ...], seventh: SeventhCharacters, diagnosis: DiagnosisFacts) -> tuple[str, ...]:
    """Return the one code whose 7th character a text has in its own words: "initial encounter", "severe stage"."""
    if not diagnosis.texts:
        return ()
    meanings = dict(seventh.meanings)
    words = {code: _BRACKETS.sub("", meanings[code[-1]]).split(";")[0].strip().lower() for code in choices}
    found = [code for code, said in words.items() if any(said in text.facts.affirmed for text in diagnosis.texts)]
    return tuple(found) if len(found) == 1 else ()


def _contradicted(diagnosis: DiagnosisFacts, seventh: SeventhCharacters, facts: EncounterFacts) -> CodingIssue | None:
    """Return an issue when the text names another kind of fracture than the 7th character does."""
    meanings = dict(seventh.meanings)
    own = meanings.get(diagnosis.code[-1], "")
    documented, evidence = _documented_fracture(diagnosis)
    if documented is None or not (_CLOSED in own or _OPEN.search(own)) or _fits(own, documented):
        return None
    # Lists for other bones than those of forearm, thigh and lower leg say "open fracture" of every type.
    told = [_retold(own, documented), _OPEN.sub("open fracture", _retold(own, documented))]
    code = next(
        (
            diagnosis.code[:-1] + character
            for wanted in told
            for character, meaning in seventh.meanings
            if meaning.split(";")[0] == wanted and facts.release.is_valid(diagnosis.code[:-1] + character)
        ),
        None,
    )
    if code is None:
        return None
    reference = diagnosis.diagnosis.reference
    return about(diagnosis).issue(
        ID,
        basis=(
            Basis(seventh.holder, "sevenChrDef", f"{diagnosis.code[-1]} {own}"),
            Basis(seventh.holder, "sevenChrDef", f"{code[-1]} {meanings[code[-1]]}"),
        ),
        choices=(code,),
        options=(ReplaceCode(reference, code),),
        evidence=evidence,
        because=Reason.CONTRADICTED,
    )


def _documented_fracture(diagnosis: DiagnosisFacts) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return "closed", "open", or the Gustilo group that the text affirms; None where it says none, or several."""
    said: dict[str, list[Evidence]] = {}
    for text in diagnosis.texts:
        gustilo = text.facts.gustilo
        if gustilo is not None:
            said.setdefault(_HIGH if gustilo.startswith("III") else _LOW, []).append(text.evidence)
        elif text.facts.open_fracture is not None:
            said.setdefault("open" if text.facts.open_fracture else "closed", []).append(text.evidence)
    if len(said) == 2 and "open" in said and "closed" not in said:
        del said["open"]
    if len(said) != 1:
        return None, ()
    ((kind, evidence),) = said.items()
    return kind, tuple(dict.fromkeys(evidence))


def _fits(meaning: str, documented: str) -> bool:
    match = _OPEN.search(meaning)
    if documented == "closed":
        return match is None
    if match is None:
        return _CLOSED not in meaning and "sequela" in meaning
    return documented == "open" or match["type"] in (None, documented)


def _retold(meaning: str, documented: str) -> str:
    """Return the meaning as it would be printed for the documented kind of fracture ("open" alone is type I or II)."""
    head = meaning.split(";", maxsplit=1)[0]
    if documented == "closed":
        return _OPEN.sub(_CLOSED, head)
    kind = f"open fracture type {_HIGH if documented == _HIGH else _LOW}"
    return head.replace(_CLOSED, kind) if _CLOSED in head else _OPEN.sub(kind, head)


def _printed(seventh: SeventhCharacters) -> str:
    return "; ".join(f"{character} {meaning}" for character, meaning in seventh.meanings)


RULE = Rule(
    id=ID,
    check=check,
    elements=("sevenChrDef",),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "SiteMismatch", "ResidualCode")),
    severity=Severity.UNREPORTABLE,
    milder=frozenset((Reason.CONTRADICTED,)),
)
