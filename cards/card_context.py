"""One question with the chart that it was found in and the release that it was judged by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from cards.markdown import plain
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from cards.chart_index import ChartIndex
    from cards.selection.question import Question
    from fhir_mappings.chart.model import Chart
    from icd10cm.encounter import Diagnosis, Procedure
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

LONGEST_SUMMARY = 139
"""CDS Hooks 2.0, "Card Attributes": a summary has fewer than 140 characters."""

LONGEST_CODE = 20
"""A code comes from the chart and may be anything; a longer one is cut."""

_SHORTEST_TITLE = 12
_LINKING_WORDS = frozenset({"and", "as", "by", "due", "for", "in", "of", "or", "the", "to", "with", "without", ""})


class Matter(Struct, frozen=True):
    """What suggestions are built from and what words are found for.

    Every method but `ask` looks something up; those that return text return plain text, not Markdown.
    """

    question: Question
    chart: Chart
    release: Release
    index: ChartIndex

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

    def name(self, code: str) -> str:
        """Return a code with its title: "M86.50 (Other chronic hematogenous osteomyelitis, ...)"."""
        return _name(code, self.release.title(code))

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
        """Return the question `template`, each `{}` filled with one of `codes`, in under 140 characters.

        Without `codes`, those concerned are taken.
        The titles share the room that the words leave, the shorter ones first; a title that is cut short ends
        in an ellipsis. A template with more places than codes repeats the last code.
        """
        codes = codes or self.issue.codes
        return _asked(template, tuple((code, self.release.title(code)) for code in codes))


@lru_cache(maxsize=4096)
def _name(code: str, title: str) -> str:
    return f"{plain(code, LONGEST_CODE)} ({title})" if title else plain(code, LONGEST_CODE)


@lru_cache(maxsize=4096)
def _asked(template: str, named: tuple[tuple[str, str], ...]) -> str:
    """Fill a template with codes and their titles. What is remembered holds nothing of a chart but its codes."""
    places = template.count("{}")
    if not places or not named:
        return template.replace("{}", "this encounter")[:LONGEST_SUMMARY]
    chosen = [named[min(place, len(named) - 1)] for place in range(places)]
    room = LONGEST_SUMMARY - len(template) + 2 * places
    fitted = [""] * places
    for done, place in enumerate(sorted(range(places), key=lambda each: len(chosen[each][1]))):
        code, title = chosen[place]
        fitted[place] = _fit(plain(code, LONGEST_CODE), title, room // (places - done))
        room -= len(fitted[place])
    return template.format(*fitted)


def _fit(code: str, title: str, room: int) -> str:
    """Return "title (code)" within `room` characters, the title cut at a word, or the code alone."""
    space = room - len(code) - 3
    if not title or space < _SHORTEST_TITLE:
        return code
    if len(title) > space:
        words = title[: space - 1].rsplit(" ", 1)[0].split()
        while words and words[-1].strip("(") in _LINKING_WORDS:
            words.pop()
        title = " ".join(words).rstrip(" ,;:(") + "…"
    return f"{title} ({code})"
