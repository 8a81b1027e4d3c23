"""Everything that a card's text and suggestions are built from."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cards.card import LONGEST_SUMMARY
from cards.markdown import plain
from cards.short_names import short_name
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.releases.validity import CodeStatus, status_on
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.chart_index import ChartIndex
    from cards.selection.question import Question
    from fhir_mappings.chart.model import Chart
    from icd10cm.anatomy.side import Side
    from icd10cm.encounter import Diagnosis, Procedure
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.releases.release import Release

LONGEST_CODE = 20
"""A code comes from the chart and may be anything; a longer one is cut."""


class CardContext(Struct, frozen=True):
    """One question, with the chart that it was found in and the release that it was checked against.

    Every method but `ask` looks something up; those that return text return plain text, not Markdown. `derived` is what
    the parts of a card work out of it and each needs.
    """

    question: Question
    chart: Chart
    release: Release
    index: ChartIndex
    derived: dict[Any, Any] = {}

    @property
    def issue(self) -> CodingIssue:
        """The issue itself."""
        return self.question.issue

    @property
    def code(self) -> str:
        """The code to act on first, as coded; "" when the issue names none."""
        return plain(self.issue.codes[0], LONGEST_CODE) if self.issue.codes else ""

    @property
    def place(self) -> str:
        """Where an added code is listed: an etiology before its manifestation, any other after."""
        return "before" if rule_of(self.issue.rule).adds_before else "after"

    def code_of(self, reference: str) -> str:
        """Return the code of a diagnosis or procedure as coded, "" for a reference that is neither."""
        for each in (self.issue, *self.question.twins):
            if reference in each.diagnoses[: len(each.codes)]:
                return plain(each.codes[each.diagnoses.index(reference)], LONGEST_CODE)
        found = self.diagnosis(reference)
        return plain(found.code, LONGEST_CODE) if found else ""

    def removed_by(self, option: RemoveCode) -> str:
        """Return the code that a removal takes away, where its Condition also has the code that stays, too."""
        code = self.code_of(option.diagnosis)
        others = [each for each in self.issue.codes if each != option.keeps]
        return plain(others[0], LONGEST_CODE) if code == option.keeps and others else code

    def codes_gone(self, options: Iterable[Correction]) -> tuple[str, ...]:
        """Return the codes that corrections replace or remove, as coded, each once."""
        found = [
            self.removed_by(each) if isinstance(each, RemoveCode) else self.code_of(each.diagnosis)
            for each in options
            if isinstance(each, (ReplaceCode, RemoveCode))
        ]
        return tuple(dict.fromkeys(filter(None, found)))

    def name(self, code: str) -> str:
        """Return a code with its title: "M86.50 (Other chronic hematogenous osteomyelitis, ...)"."""
        return _name(code, self.release.title(code))

    def is_category(self, code: str) -> bool:
        """Return whether more characters are required of a code on the date of service."""
        return status_on(code, self.chart.encounter.date_of_service, self.release) is CodeStatus.INCOMPLETE

    def side(self, code: str) -> Side | None:
        """Return the one side that the title of a code names, if any."""
        return self.release.side_of(code)

    def diagnosis(self, reference: str) -> Diagnosis | None:
        """Return the diagnosis with this reference, if it is one."""
        return self.index.diagnoses.get(reference)

    def procedure(self, reference: str) -> Procedure | None:
        """Return the procedure or order with this reference, if it is one."""
        return self.index.procedures.get(reference)

    def procedure_name(self) -> str:
        """Return the procedure that the issue is about as system and code ("CPT 20700")."""
        found = next(filter(None, map(self.procedure, self.issue.diagnoses)), None)
        return f"{found.system} {plain(found.code, LONGEST_CODE)}" if found else self.code

    def other_codes(self) -> tuple[str, ...]:
        """Return the codes of the diagnoses that are evidence and not themselves concerned."""
        found = (self.diagnosis(fact.reference) for fact in self.issue.evidence)
        codes = (each.code for each in found if each is not None)
        return tuple(dict.fromkeys(code for code in codes if code not in self.issue.codes))

    def ask(self, template: str, codes: tuple[str, ...] = ()) -> str:
        """Return the question `template`, each `{}` filled with one of `codes` and its name, in under 140 characters.

        Without `codes`, those concerned are taken. Where the names leave too little room, the codes stand alone. A
        template with more places than codes repeats the last code.
        """
        chosen = codes or self.issue.codes
        places = template.count("{}")
        if not places or not chosen:
            return template.replace("{}", "this encounter")[:LONGEST_SUMMARY]
        filled = [chosen[min(place, len(chosen) - 1)] for place in range(places)]
        named = template.format(*map(self._short, filled))
        if len(named) <= LONGEST_SUMMARY:
            return named
        return template.format(*[plain(code, LONGEST_CODE) for code in filled])[:LONGEST_SUMMARY]

    def _short(self, code: str) -> str:
        name = short_name(code, self.release)
        return f"{name} ({plain(code, LONGEST_CODE)})" if name else plain(code, LONGEST_CODE)


@lru_cache(maxsize=4096)
def _name(code: str, title: str) -> str:
    return f"{plain(code, LONGEST_CODE)} ({title})" if title else plain(code, LONGEST_CODE)


def __getattr__(name: str) -> object:
    """Return `CardContext` under its former name for packages that still import it so, with a warning."""
    if name != "Matter":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn("cards.card_context.Matter is cards.card_context.CardContext now", DeprecationWarning, stacklevel=2)
    return CardContext
