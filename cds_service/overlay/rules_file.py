"""The rules file: what a hospital changes, as TOML, every fault named at once with its place.

    [[adjust]]                                  # for the cards of these rules, services, clients, departments, codes
    rules = ["Sequencing"]
    services = ["coding-review-patient-view"]
    clients = ["main-hospital"]
    departments = ["Orthopedics"]
    codes = ["M86", "Z3A"]
    show = false                                # or true
    minimum_strength = "documented"             # or "procedure", "prompt"
    indicator = "info"                          # or "warning"

    [[wording]]                                 # other words for the cards of a rule
    rule = "UnspecifiedSite"
    because = "side"
    summary = "Which site and side does the record support: {}?"

    [[open_places]]                             # whether to ask for a side or site that a code leaves open
    codes = ["M48", "H91.9"]
    ask = true                                  # or false

A selector that is not there holds for all. A later entry overrides an earlier one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from cards import Adjustment, Overlay, Rewording, Ruling
from cards.overlay.rewording import EVERY_REASON
from cards.wording.forbidden_words import refused_word
from cds_service.errors import toml_words
from icd10cm.evidence.prompting import AS_USUAL, OpenPlaces
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CODE_PREFIX = r"^[A-Z0-9][A-Z0-9.]{0,7}$"
_LONGEST_TEMPLATE = 90

_Fault = tuple[tuple[str | int, ...], str]
"""Where in the file something is wrong (table, number, key), and what."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that entries may use; `clients` is None where nobody says who calls."""

    rules: frozenset[str]
    services: frozenset[str]
    clients: frozenset[str]


def _neutral(text: str) -> str:
    if word := refused_word(text):
        raise ValueError(f"{word!r} has no place in a neutral question")
    return text


def _question(text: str) -> str:
    if re.search(r"[{}]", text.replace("{}", "")):
        raise ValueError("may hold no other braces than {}, which is filled with a diagnosis")
    if not text.rstrip().endswith("?"):
        raise ValueError("must be a question")
    return _neutral(text)


_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Names = Annotated[tuple[_Name, ...], Field(strict=False, min_length=1)]
_Prefix = Annotated[str, Field(pattern=_CODE_PREFIX)]
_Neutral = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_neutral)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, strict=True)


class AdjustEntry(_Entry):
    """One table `[[adjust]]`."""

    note: str = Field("", description="for people; not read")
    rules: _Names | None = None
    services: _Names | None = None
    clients: _Names | None = None
    departments: _Names | None = None
    codes: Annotated[tuple[_Prefix, ...], Field(strict=False, min_length=1)] | None = None
    show: bool | None = None
    minimum_strength: Literal["documented", "procedure", "prompt"] | None = None
    indicator: Literal["info", "warning"] | None = None

    @model_validator(mode="after")
    def _does_something(self) -> AdjustEntry:
        if self.show is None and self.minimum_strength is None and self.indicator is None:
            raise ValueError("changes nothing: it needs show, minimum_strength or indicator")
        return self


class OpenPlacesEntry(_Entry):
    """One table `[[open_places]]`."""

    note: str = Field("", description="for people; not read")
    codes: Annotated[tuple[_Prefix, ...], Field(strict=False, min_length=1)]
    ask: bool


class WordingEntry(_Entry):
    """One table `[[wording]]`."""

    note: str = Field("", description="for people; not read")
    rule: _Name
    because: str = Field(EVERY_REASON, max_length=100)
    summary: Annotated[str, Field(min_length=1, max_length=_LONGEST_TEMPLATE), AfterValidator(_question)] | None = None
    about: Annotated[_Neutral, Field(max_length=60)] | None = None
    lead: _Neutral | None = None
    nothing: _Neutral | None = None
    remarks: Annotated[tuple[_Neutral, ...], Field(strict=False)] | None = None

    @model_validator(mode="after")
    def _does_something(self) -> WordingEntry:
        if all(part is None for part in (self.summary, self.about, self.lead, self.nothing, self.remarks)):
            raise ValueError("changes nothing: it needs summary, about, lead, nothing or remarks")
        return self


class RulesDocument(_Entry):
    """The whole file."""

    adjust: Annotated[tuple[AdjustEntry, ...], Field(strict=False)] = ()
    wording: Annotated[tuple[WordingEntry, ...], Field(strict=False)] = ()
    open_places: Annotated[tuple[OpenPlacesEntry, ...], Field(strict=False)] = ()


class RulesFile(NamedTuple):
    """What a rules file says."""

    overlay: Overlay = Overlay()
    rewordings: tuple[Rewording, ...] = ()
    places: OpenPlaces = AS_USUAL


def read_rules_file(path: Path, known: Known, faults: list[str]) -> RulesFile:
    """Return what a rules file says; all that is wrong with it is put into `faults`, and then nothing of it holds."""
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path}: cannot be read: {error}")
        return RulesFile()
    document, wrong = _validated(tables)
    wrong += _misnamed(tables, known)
    if document is None or wrong:
        faults += (f"{path}{_place(place, text)}: {fault}" for place, fault in wrong)
        return RulesFile()
    places = OpenPlaces(tuple((_plain(entry.codes), entry.ask) for entry in document.open_places))
    return RulesFile(
        Overlay(tuple(map(_adjustment, document.adjust))), tuple(map(_rewording, document.wording)), places
    )


def _plain(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.replace(".", "") for code in codes)


def _validated(tables: dict[str, Any]) -> tuple[RulesDocument | None, list[_Fault]]:
    """Return the file as a document, or what is wrong with its form."""
    try:
        return RulesDocument.model_validate(tables), []
    except ValidationError as error:
        found = error.errors()
    places = [fault["loc"] for fault in found]
    return None, [
        (fault["loc"], toml_words(fault["msg"]))
        for fault in found
        # A list whose items are faulty is called too short as well.
        if not any(len(other) > len(fault["loc"]) and other[: len(fault["loc"])] == fault["loc"] for other in places)
    ]


def _misnamed(tables: dict[str, Any], known: Known) -> Iterator[_Fault]:
    """Yield the names that nothing has, and words given twice; from the raw file, whatever else is wrong with it."""
    yield from _misnamed_adjustments(tables, known)
    yield from _misnamed_words(tables, known)


def _misnamed_adjustments(tables: dict[str, Any], known: Known) -> Iterator[_Fault]:
    for number, entry in _entries(tables, "adjust"):
        for name, allowed in (("rules", known.rules), ("services", known.services), ("clients", known.clients)):
            used = entry.get(name)
            strings = {each for each in used if isinstance(each, str)} if isinstance(used, list) else set()
            if wrong := sorted(strings - allowed):
                yield ("adjust", number, name), f"there is no {', '.join(wrong)}; there are {_listed(allowed)}"


def _misnamed_words(tables: dict[str, Any], known: Known) -> Iterator[_Fault]:
    seen: set[tuple[str, str]] = set()
    for number, entry in _entries(tables, "wording"):
        rule, because = entry.get("rule"), entry.get("because", EVERY_REASON)
        if not isinstance(rule, str) or not isinstance(because, str):
            continue
        if rule not in known.rules:
            yield ("wording", number, "rule"), f"there is no {rule}; there are {_listed(known.rules)}"
        if (rule, because) in seen:
            yield ("wording", number), f"{rule} has other words for {because!r} already"
        seen.add((rule, because))


def _entries(tables: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the tables of that name with their numbers; what is not a table is a fault of the form."""
    found = tables.get(name)
    for number, entry in enumerate(found if isinstance(found, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _place(location: tuple[str | int, ...], text: str) -> str:
    """Return where a fault is: the line on which its table begins, the table, and the key."""
    table, number, *keys = (*location, "", "")[: max(2, len(location))]
    if not isinstance(number, int):
        return f": {table}" if table else ""
    header = re.compile(rf"^\s*\[\[\s*{re.escape(str(table))}\s*\]\]", re.MULTILINE)
    begins = [match.end() for match in header.finditer(text)]
    # A table that is written in another way, as an inline array, has no such line.
    line = f" line {text.count(chr(10), 0, begins[number]) + 1}" if number < len(begins) else ""
    key = f", {'.'.join(map(str, keys))}" if keys else ""
    return f"{line}, [[{table}]]{key}"


def _adjustment(entry: AdjustEntry) -> Adjustment:
    strength = None if entry.minimum_strength is None else Strength(entry.minimum_strength)
    return Adjustment(
        ruling=Ruling(entry.show, strength, entry.indicator),
        rules=frozenset(entry.rules or ()),
        services=frozenset(entry.services or ()),
        clients=frozenset(entry.clients or ()),
        departments=frozenset(name.strip().casefold() for name in entry.departments or ()),
        codes=_plain(entry.codes or ()),
    )


def _rewording(entry: WordingEntry) -> Rewording:
    return Rewording(
        rule=entry.rule,
        because=entry.because,
        summary=entry.summary,
        about=entry.about,
        lead=entry.lead,
        nothing=entry.nothing,
        remarks=entry.remarks,
    )
