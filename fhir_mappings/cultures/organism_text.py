"""Reads the text of a culture result: the organisms that it affirms, and what it denies.

Laboratory text is terse ("MRSA: not detected; E. coli >100,000 CFU/mL, ESBL positive"), so it is read clause by
clause. What stands behind "no", "negative for", "history of" or "possible" in its clause is silent, and so is what
"not isolated" is said of. One pass over at most `MAX_LENGTH` characters; never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organisms import MRSA, MSSA, S_AUREUS, load_organisms, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fhir_mappings.cultures.culture_table import CultureTable
    from icd10cm.encounter import Organism

MAX_LENGTH = 2000
_TOKEN = re.compile(r"[a-z0-9]+|[.;,:|\n?/()+]")
_SEROTYPE = re.compile(r"[0-9]:h[0-9]")
# A serovar is written in many ways behind the species; only that of typhoid and paratyphoid makes a difference.
_SEROVAR = re.compile(
    r"(?<=salmonella enterica)(?:,? (?:subsp|ssp|subspecies)\.? enterica)?,? (?:serovar|serotype|ser|sv)\.? "
    r"(?=(?:para)?typhi\b)"
)
_BORDERS = frozenset((";", "|", "\n"))
_TURNS = frozenset(("but", "however", "grew", "yielded", "positive"))
_LISTS = frozenset((",", "and", "or", "/", "nor"))
_ABBREVIATIONS = frozenset(("spp", "sp", "subsp", "ssp", "var", "staph", "strep", "approx"))


@dataclass(frozen=True, slots=True)
class OrganismText:
    """What a text says. `unknown` tells that it names a species that the table does not hold.

    `negative` tells of no growth, no organism or normal flora alone; `denies` leaves the flora out.
    """

    organisms: tuple[Organism, ...] = ()
    resistance: tuple[str, ...] = ()
    methicillin: str = ""
    negative: bool = False
    denies: bool = False
    contaminant: bool = False
    unknown: bool = False


class _Mention(NamedTuple):
    kind: str
    which: str
    start: int
    end: int


def read_organisms(text: str) -> OrganismText:
    """Return what the text of a culture result affirms."""
    table = load_cultures()
    affirmed: list[_Mention] = []
    denied = flora = False
    lowered = text[:MAX_LENGTH].lower()
    if "typhi" in lowered:
        lowered = _SEROVAR.sub(" ", lowered)
    for clause in _clauses(lowered):
        mentions = list(_mentions(clause, table))
        silent = _silenced(clause, mentions, table)
        for place, mention in enumerate(mentions):
            if mention.kind == "flora":
                flora = True
            elif mention.kind in ("after", "negative"):
                denied = True
            elif place in silent:
                denied = denied or mention.kind == "organism"
            elif mention.kind not in ("before", "either"):
                affirmed.append(mention)
    named = [mention.which.partition(" ") for mention in affirmed if mention.kind == "organism"]
    told = [mention.which for mention in affirmed if mention.kind == "resistance"]
    methicillin = {mention.which for mention in affirmed if mention.kind == "methicillin"}
    exact = dict(mention.which.split() for mention in affirmed if mention.kind == "exact")
    organisms = _exact(_organisms([exact.get(which, which) for which, _, _ in named], methicillin))
    return OrganismText(
        organisms=organisms,
        resistance=tuple(dict.fromkeys([code for _, _, code in named if code] + told)),
        methicillin=methicillin.pop() if len(methicillin) == 1 else "",
        negative=not organisms and (denied or flora),
        denies=not organisms and denied,
        contaminant=any(mention.kind == "contaminant" for mention in affirmed),
        unknown=any(mention.kind == "unknown" for mention in affirmed),
    )


def _organisms(mentioned: Sequence[str], methicillin: set[str]) -> list[Organism]:
    """Return the organisms once each; S. aureus takes up what is said of methicillin."""
    by_id = load_organisms().by_id
    organisms: list[Organism] = []
    for which in dict.fromkeys(mentioned):
        if which == S_AUREUS:
            if MRSA in mentioned or MSSA in mentioned:
                continue
            exact = (
                {"resistant": MRSA, "susceptible": MSSA}.get(next(iter(methicillin)), which)
                if len(methicillin) == 1
                else which
            )
            organisms.append(by_id[exact])
        else:
            organisms.append(by_id[which])
    return organisms


def _exact(organisms: list[Organism]) -> tuple[Organism, ...]:
    """Leave out a genus whose species is named beside it."""
    return tuple(
        organism
        for organism in organisms
        if not any(other is not organism and other.name.startswith(organism.name + " ") for other in organisms)
    )


def _clauses(text: str) -> Iterator[list[str]]:
    """Split a text into clauses of words and marks; a full stop after an abbreviation or within a number ends none.

    The colon of a serotype (O157:H7) is no mark.
    """
    clause: list[str] = []
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark == ".":
            before = clause[-1] if clause else ""
            after = text[match.end() : match.end() + 1]
            if (
                (len(before) == 1 and before.isalpha())
                or before in _ABBREVIATIONS
                or not (after == "" or after.isspace())
            ):
                continue
        elif mark == ":" and _SEROTYPE.match(text, match.start() - 1):
            continue
        elif mark not in _BORDERS:
            clause.append(mark)
            continue
        if clause:
            yield written_out(clause)
        clause = []
    if clause:
        yield written_out(clause)


def _mentions(clause: list[str], table: CultureTable) -> Iterator[_Mention]:
    place = 0
    genera = load_organisms().genera
    while place < len(clause):
        longest = min(table.longest.get(clause[place], 0), len(clause) - place)
        for length in range(longest, 0, -1):
            words = tuple(clause[place : place + length])
            meaning = table.phrases.get(words)
            if meaning is None:
                continue
            kind, which = meaning
            end = place + length
            if words == ("negative",) and place and clause[place - 1] in table.names_with_negative:
                break
            if kind == "organism" and words in genera and _species_follows(clause, end, table):
                kind = "unknown"
            yield _Mention(kind, which, place, end)
            place = end - 1
            break
        place += 1


def _species_follows(clause: list[str], place: int, table: CultureTable) -> bool:
    """Tell whether the word after a genus may be a species that the table does not hold."""
    if place >= len(clause):
        return False
    word = clause[place]
    return word.isalpha() and len(word) > 3 and word not in table.after_genus and word not in table.longest


def _silenced(clause: list[str], mentions: list[_Mention], table: CultureTable) -> set[int]:
    """Return the places of the mentions that a cue before or after them silences."""
    silent: set[int] = set()
    reach = False
    for place, mention in enumerate(mentions):
        if mention.kind in ("before", "either"):
            reach = True
        elif reach:
            before = mentions[place - 1]
            if any(word in _TURNS for word in clause[before.end : mention.start]):
                reach = False
            else:
                silent.add(place)
        if mention.kind in ("after", "either", "negative") and place:
            silent.update(_said_of(clause, mentions, place, table))
        if mention.kind == "contaminant" and place and mentions[place - 1].kind in ("before", "either"):
            before_cue = clause[mentions[place - 1].start]
            if before_cue not in ("no", "not", "without", "negative"):
                silent.discard(place)  # a possible contaminant is doubt enough
    if "?" in clause:
        silent.update(place for place, mention in enumerate(mentions) if mention.kind == "organism")
    return silent


def _said_of(clause: list[str], mentions: list[_Mention], place: int, table: CultureTable) -> Iterator[int]:
    """Yield the mentions that "not isolated" at `place` is said of: the one before it and those listed with it."""
    end = mentions[place].start
    allowed = table.filler | {":", "(", ")", ","}
    for earlier in range(place - 1, -1, -1):
        mention = mentions[earlier]
        if mention.kind in ("before", "either", "after", "negative", "flora", "contaminant"):
            return
        if earlier < place - 1 and mention.kind != mentions[earlier + 1].kind:
            return  # "Klebsiella pneumoniae, ESBL negative" speaks of the mechanism alone
        gap = clause[mention.end : end]
        if not all(word in allowed for word in gap) or (earlier < place - 1 and _LISTS.isdisjoint(gap)):
            return
        yield earlier
        end = mention.start
        allowed = table.filler | _LISTS | {"(", ")"}
