"""The shape of a rule: everything that the package knows about one kind of coding issue, in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.issue import Strength

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

Check = Callable[["EncounterFacts"], Iterator["CodingIssue"]]
"""Finds the issues of one rule in an encounter."""
Concerns = Callable[[str, "Release"], bool | frozenset[int]]
"""Returns whether a rule may ask something because of a code; the positions of categories, if only beside another code
of one of these."""

NOTHING: frozenset[str] = frozenset()


class Severity(StrEnum):
    """How bad it is to leave the codes as they are; `cards` turns it into an indicator."""

    UNREPORTABLE = "unreportable"
    """The codes cannot be reported, or not together."""
    QUESTION = "question"
    """The codes are valid; others may be more exact."""


class Part(StrEnum):
    """What a chart may hold beside its codes."""

    DETAILS = "details"
    """A place or a text of a diagnosis, or a procedure at a place."""
    CULTURES = "cultures"
    DOCUMENTS = "documents"


class OnlyReason(StrEnum):
    """The reason of a rule whose issues are all of one kind."""

    ONLY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its check, and what settling, ranking, wording and the pages need to know about it.

    `id` is public and stable. `elements` are the kinds of notes that its issues cite, named as in the XML of the
    tabular list ("desc" is a title), and `strengths` the strengths that they have. `reasons` are the kinds of issues
    within the rule, the values of `CodingIssue.because`; "" is the usual one.

    `settles` are the rules whose question about the same diagnosis is dropped while this rule asks, since the answer
    here changes or answers theirs; with `settles_removals` even where they would remove it. `routes` are, by reason,
    the rules that ask nothing on the same evidence: a culture that leads to a combination code asks for no organism
    code.

    `severity` applies to all reasons except the `milder` ones, which are questions. `may_recommend` is False where the
    provider has to decide, so that no client marks an answer as recommended. `may_be_unrelated` marks questions that
    "the conditions are unrelated" answers (guideline I.A.12.a). `asks_if_related` are the reasons that ask whether two
    conditions are one or linked, though both codes are valid; `one_applies` those about codes of which one applies, so
    that "two separate conditions" answers nothing; `doubts_no_code` those that ask for a further code or
    another order, so that "the code is correct" answers nothing. `from_cultures` are the reasons whose evidence is a
    culture, which may have grown a contaminant, `other_place` those whose evidence names another place than the code or
    order concerned. `yields_to_removal` drops a question about a diagnosis that another
    rule offers to remove, since a definite code is there. `adds_before` lists added codes before the diagnosis, not
    after. `asks_by_note` marks rules that may ask several things of one diagnosis, one for each note: what a question
    is about takes the note to tell. `is_optional` marks a rule whose questions not every hospital wants:
    its issues are found and recorded, and shown only where a hospital turns it on.

    A rule that `concerns` certain codes is run only on encounters with one of them, and on charts with one of the parts
    that it `reads`; `concerns` is None for one that may ask about any code.
    """

    id: str
    check: Check
    elements: tuple[str, ...]
    strengths: tuple[Strength, ...] = (Strength.DOCUMENTED,)
    reasons: type[StrEnum] = OnlyReason
    settles: frozenset[str] = NOTHING
    settles_removals: bool = False
    routes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    severity: Severity = Severity.QUESTION
    milder: frozenset[str] = NOTHING
    may_recommend: bool = True
    may_be_unrelated: bool = False
    asks_if_related: frozenset[str] = NOTHING
    one_applies: frozenset[str] = NOTHING
    doubts_no_code: frozenset[str] = NOTHING
    from_cultures: frozenset[str] = NOTHING
    other_place: frozenset[str] = NOTHING
    yields_to_removal: bool = False
    adds_before: bool = False
    asks_by_note: bool = False
    is_optional: bool = False
    concerns: Concerns | None = None
    reads: frozenset[Part] = frozenset()

    def severity_of(self, reason: str) -> Severity:
        """Return the severity of an issue of this rule that was raised for `reason`."""
        return Severity.QUESTION if reason in self.milder else self.severity


def no_code(_: str, __: Release) -> bool:
    """Return that no code by itself leads to a question: the concern of a rule about what else a chart says."""
    return False
