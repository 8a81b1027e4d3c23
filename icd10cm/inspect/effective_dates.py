"""How long a code is effective, in words for people: by its life span, else by the list that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from icd10cm.releases.life_spans import LifeSpan, LifeSpans
    from icd10cm.releases.release import Release


@dataclass(frozen=True, slots=True)
class EffectiveDates:
    """The first and last effective day of a valid code, as far as they are known.

    `last` is the last day of the list where the code did not end before. `replaced_by` took its place, `replaced` was
    used before it. `checked_to` is the day to which no change of the code is known, None for a code that ends before.
    `ends` says that `last` is the code's own last day, known from the life spans.
    """

    first: date | None
    last: date
    replaced: str
    replaced_by: tuple[str, ...]
    checked_to: date | None
    ends: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The dates in words."""
        from_first = () if self.first is None else (self._begins(self.first),)
        until = f"effective until {us_date(self.last)}"
        if self.replaced_by:
            until += f"; replaced by {', '.join(self.replaced_by)}"
        if self.checked_to is not None and self.checked_to > self.last:
            until += f" (end of the list); no change of the code is known through {us_date(self.checked_to)}"
        return (*from_first, until)

    def _begins(self, first: date) -> str:
        return f"effective from {us_date(first)}" + (f"; {self.replaced} before" if self.replaced else "")


def effective_dates_of(code: str, release: Release) -> EffectiveDates | None:
    """Return the dates of a code that is valid in a release; None for another."""
    if not release.is_valid(code):
        return None
    spans = load_life_spans()
    own = next((span for span in spans.of(code) if span.holds(release.effective_from)), None)
    # A list of other years than the life spans may know more.
    if own is None or not spans.covers(release.effective_from):
        checked = spans.known_to if own is None and spans.covers(release.effective_from) else None
        return EffectiveDates(None, release.effective_to, "", (), checked)
    if own.last is None:
        return EffectiveDates(own.first, release.effective_to, own.replaced, (), spans.known_to)
    return EffectiveDates(own.first, own.last, own.replaced, spans.replaced_by(code), None, ends=True)


def lines_of_another_list(code: str) -> Iterator[str]:
    """Yield in words when a code that is not valid in a release was, is or will be effective by another one."""
    spans = load_life_spans()
    for span in spans.of(code):
        yield "in another code set: effective" + "".join(_days(span)) + _kin(span, spans)


def _days(span: LifeSpan) -> Iterator[str]:
    if span.first is not None:
        yield f" from {us_date(span.first)}"
    if span.last is not None:
        yield f" until {us_date(span.last)}"


def _kin(span: LifeSpan, spans: LifeSpans) -> str:
    """Return which code was used before, and which ones took its place."""
    before = f"; {span.replaced} before" if span.replaced else ""
    after = spans.replaced_by(span.code) if span.last else ()
    return before + (f"; replaced by {', '.join(after)}" if after else "")
