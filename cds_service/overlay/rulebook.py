"""The rules that run, their words, and what the hospital changes of their cards: put together once, at start."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cards import WORDINGS, Overlay, reworded
from cds_service.clients.client import OPEN_CLIENT
from cds_service.errors import SettingsError
from cds_service.hooks.services import SERVICES
from cds_service.overlay.rules_file import Known, read_rules_file
from cds_service.rule_packages import load_own_rules
from icd10cm.evidence.prompting import AS_USUAL, OpenPlaces
from icd10cm.rules import RULES, unspecified_laterality, unspecified_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cards.wording import Wording
    from cds_service.settings import Settings
    from icd10cm.rules import Check


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that decides which issues are found and how they are shown."""

    rules: Mapping[str, Check] = field(default_factory=lambda: RULES)
    wordings: Mapping[str, Wording] = field(default_factory=lambda: WORDINGS)
    overlay: Overlay = field(default_factory=Overlay)
    places: OpenPlaces = AS_USUAL


def load_rulebook(settings: Settings) -> Rulebook:
    """Return the rulebook that the settings and the installed packages make.

    :raises SettingsError: with every fault in the rules file and in rules of other packages.
    """
    faults: list[str] = []
    own = load_own_rules(faults)
    rules = RULES | {rule.id: rule.check for rule in own}
    wordings = {**WORDINGS, **{rule.id: rule.word for rule in own if rule.word is not None}}
    overlay, places = Overlay(), AS_USUAL
    if settings.rules_file is not None:
        known = Known(
            frozenset(rules), frozenset(service.id for service in SERVICES), client_names(settings.clients_file)
        )
        read = read_rules_file(settings.rules_file, known, faults)
        overlay, wordings, places = read.overlay, reworded(wordings, read.rewordings), read.places
        if places.entries:
            rules |= {
                rule.ID: partial(rule.check, places=places) for rule in (unspecified_site, unspecified_laterality)
            }
    if faults:
        raise SettingsError(tuple(faults))
    return Rulebook(rules, wordings, overlay, places)


def client_names(clients_file: Path | None) -> frozenset[str]:
    """Return the names of the clients; what is wrong with their file is reported where it is read whole."""
    if clients_file is None:
        return frozenset((OPEN_CLIENT,))
    try:
        clients = tomllib.loads(clients_file.read_text(encoding="utf-8")).get("clients")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return frozenset()
    return frozenset(clients) if isinstance(clients, dict) else frozenset()
