"""Encounters made of the codes of the release, reviewed, and what must hold of each answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Culture, Diagnosis, Evidence, SiteFact
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.issue import CodingIssue, Correction

RELEASE = load_embedded()
CODES = tuple(RELEASE.valid)
EVERY = int(os.environ.get("SWEEP_EVERY", "11"))
"""Every which leaf the walks through the release try; `make sweep` tries all codes."""


def _swept(every: int) -> tuple[str, ...]:
    """Return a code of every so-manyth leaf, the 7th characters in turn: those differ in the last words alone."""
    if EVERY == 1:
        return CODES
    below = [RELEASE.codes_at(node.index) for node in RELEASE.tabular.nodes if not node.children]
    held = [codes for codes in below if codes]
    return tuple(codes[number % len(codes)] for number, codes in enumerate(held[::every]))


SWEPT = _swept(EVERY)
SELDOM = _swept(3 * EVERY + 1)
"""Fewer of them, for what takes longer."""


def encounter(*diagnoses: Diagnosis, cultures: Iterable[Culture] = ()) -> CodedEncounter:
    return CodedEncounter(DAY, diagnoses, tuple(cultures))


def coded(code: str, number: int = 1, **more: object) -> Diagnosis:
    return replace(Diagnosis(f"Condition/{number}", code), **more)  # type: ignore[arg-type]


def issues_alone(code: str, **more: object) -> tuple[CodingIssue, ...]:
    return review(encounter(coded(code, **more)), RELEASE)


def documented_place(code: str, *places: tuple[str | None, Side | None]) -> Diagnosis:
    return coded(code, sites=tuple(SiteFact(site, side, Evidence("Condition/1", "bodySite")) for site, side in places))


def check_targets(issue: CodingIssue) -> None:
    """Choices are codes or headers of the release, and each is named once; what an option codes is valid."""
    assert len(set(issue.choices)) == len(issue.choices), issue
    for choice in issue.choices:
        assert RELEASE.node(choice) is not None, issue
    for option in issue.options:
        code = option.keeps if isinstance(option, RemoveCode) else option.code
        assert RELEASE.is_valid(code), issue
        assert code in issue.choices, issue
    assert not any(issue.codes[0] == choice for choice in issue.choices), issue


def taken(given_encounter: CodedEncounter, options: Sequence[Correction]) -> CodedEncounter:
    """Return the encounter with corrections carried out."""
    diagnoses = list(given_encounter.diagnoses)
    for option in options:
        match option:
            case ReplaceCode():
                diagnoses = [
                    replace(each, code=option.code) if each.reference == option.diagnosis else each
                    for each in diagnoses
                ]
            case AddCode():
                last = max((each.rank or 0 for each in diagnoses), default=0)
                rank = last + 1 if diagnoses[0].rank is not None else None
                diagnoses.append(Diagnosis(f"Condition/added-{len(diagnoses)}", option.code, rank=rank))
            case RemoveCode():
                diagnoses = [each for each in diagnoses if each.reference != option.diagnosis]
            case Resequence():
                ranked = sorted(diagnoses, key=lambda each: each.rank or 0)
                moved = next(each for each in ranked if each.reference == option.first)
                ranked.remove(moved)
                at = next(place for place, each in enumerate(ranked) if each.reference == option.then)
                ranked.insert(at, moved)
                diagnoses = [replace(each, rank=rank) for rank, each in enumerate(ranked, 1)]
    return replace(given_encounter, diagnoses=tuple(diagnoses))


def check_settled(before: CodedEncounter, issue: CodingIssue) -> None:
    """Carry out each option of an issue: the issue is gone, and no code that does not exist has come."""
    alternatives = [issue.options] if issue.together else [(option,) for option in issue.options]
    for options in alternatives:
        after = review(taken(before, options), RELEASE)
        asked = [(one.rule, one.codes, one.basis, one.choices) for one in after]
        assert (issue.rule, issue.codes, issue.basis, issue.choices) not in asked, (issue, options)
        back = {ReplaceCode(reference, code) for reference, code in zip(issue.diagnoses, issue.codes, strict=True)}
        assert not [one for one in after if back.intersection(one.options)], (issue, options)
        assert not [one for one in after if one.rule in {"InvalidCode", "IncompleteCode", "SeventhCharacter"}], options
