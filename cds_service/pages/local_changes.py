"""The cards that this installation turns off or limits, for all clients or for one; for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_service.clients.client import OPEN_CLIENT
from icd10cm.issue import Strength
from icd10cm.rules import unspecified_laterality, unspecified_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cards.overlay.adjustments import Adjustment, Ruling
    from cds_service.clients.client import CdsClient
    from cds_service.overlay import Rulebook
    from cds_service.settings import Settings

EVERYBODY = "all clients"
_RULES_FILE = "rules file"
_OPEN_PLACES = (unspecified_laterality.ID, unspecified_site.ID)
_STRENGTHS = {
    Strength.DOCUMENTED: "only where the chart states it",
    Strength.PROCEDURE: "only with evidence",
    Strength.PROMPT: "with and without evidence",
}


@dataclass(frozen=True, slots=True)
class LocalChange:
    """One difference from an installation without settings.

    `rules` are the ids of the rules that it applies to, () for all; `effect` is what happens to their cards,
    `scope` for whom, and `set_by` the setting or file that says so.
    """

    rules: tuple[str, ...]
    effect: str
    scope: str
    set_by: str


def local_changes(settings: Settings, rulebook: Rulebook, clients: Sequence[CdsClient]) -> tuple[LocalChange, ...]:
    """Return the differences: those of the settings, of the clients, and of the rules file in its order."""
    return (
        *_by_settings(settings),
        *_by_clients(clients),
        *map(_by_adjustment, rulebook.overlay.adjustments),
        *(_by_places(codes, asked=asked) for codes, asked in rulebook.places.entries),
    )


def changes_of(rule: str, changes: Iterable[LocalChange]) -> tuple[LocalChange, ...]:
    """Return the changes that apply to the cards of a rule."""
    return tuple(each for each in changes if not each.rules or rule in each.rules)


def _by_settings(settings: Settings) -> Iterator[LocalChange]:
    off = tuple(sorted(settings.rules_off))
    if off:
        yield LocalChange(off, "off", EVERYBODY, "CODING_CARDS_RULES_OFF")
    if optional := tuple(sorted(settings.hidden_rules - settings.rules_off)):
        yield LocalChange(optional, "off (optional)", EVERYBODY, "not in CODING_CARDS_RULES_ON")


def _by_clients(clients: Sequence[CdsClient]) -> Iterator[LocalChange]:
    for effect, named, setting in (
        ("off (silent mode)", [each.name for each in clients if each.is_silent], "MODE"),
        ("without reports and notes", [each.name for each in clients if each.reads_reports != "live"], "READ_REPORTS"),
    ):
        if named == [OPEN_CLIENT]:
            yield LocalChange((), effect, EVERYBODY, f"CODING_CARDS_{setting}")
        elif named:
            yield LocalChange((), effect, _listed("client", named), f"clients file, or CODING_CARDS_{setting}")


def _by_places(codes: tuple[str, ...], *, asked: bool) -> LocalChange:
    effect = "an open side or site is asked about" if asked else "an open side or site is not asked about"
    return LocalChange(_OPEN_PLACES, effect, _listed("codes", codes), _RULES_FILE)


def _by_adjustment(entry: Adjustment) -> LocalChange:
    return LocalChange(tuple(sorted(entry.rules)), ", ".join(_effects(entry.ruling)), _scope(entry), _RULES_FILE)


def _effects(ruling: Ruling) -> Iterator[str]:
    if ruling.is_shown is not None:
        yield "shown" if ruling.is_shown else "off"
    if ruling.minimum_strength is not None:
        yield _STRENGTHS[ruling.minimum_strength]
    if ruling.indicator is not None:
        yield f"as {ruling.indicator}"


def _scope(entry: Adjustment) -> str:
    named = (
        ("client", entry.clients),
        ("service", entry.services),
        ("department", entry.departments),
        ("codes", entry.codes),
    )
    return "; ".join(_listed(kind, names) for kind, names in named if names) or EVERYBODY


def _listed(kind: str, names: Iterable[str]) -> str:
    return f"{kind} {', '.join(sorted(names))}"
