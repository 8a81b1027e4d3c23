"""Reads the text of a culture result: the organisms that it affirms, and what it denies.

Laboratory text is terse ("MRSA: not detected; E. coli >100,000 CFU/mL, ESBL positive"), so it is read clause by
clause. A mention behind "no", "negative for", "history of" or "possible" in its clause is silent, and so is one with
"not isolated" behind it. One pass over at most `MAX_LENGTH` characters; never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.cultures.culture_table import load_cultures
from icd10cm.organisms.table import MRSA, MSSA, S_AUREUS, load_organisms, written_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fhir_mappings.cultures.culture_table import CultureTable
    from icd10cm.encounter import Organism

MAX_LENGTH = 2000
_TOKEN = re.compile(r"[a-z0-9]+|[.;,:|\n?/()\[\]+]")
_SHORT = 3
_SQUARE = {"[": "(", "]": ")"}
_SEROTYPE = re.compile(r"[0-9]:h[0-9]")
# A serovar is written in many ways behind the species; only that of typhoid and paratyphoid makes a difference.
_SEROVAR = re.compile(
    r"(?<=salmonella enterica)(?:,? (?:subsp|ssp|subspecies)\.? enterica)?,? (?:serovar|serotype|ser|sv)\.? "
    r"(?=(?:para)?typhi\b)"
)
_BORDERS = frozenset((".", ";", "|", "\n"))
_CUES = frozenset(("flora", "others", "after", "negative", "before", "either"))
_DENIALS = frozenset(("no", "not", "without", "negative"))
_TURNS = frozenset(("but", "however", "grew", "yielded", "positive"))
_LISTS = frozenset((",", "and", "or", "/", "nor"))
_ABBREVIATIONS = frozenset(("spp", "sp", "subsp", "ssp", "var", "staph", "strep", "approx"))


@dataclass(frozen=True, slots=True)
class OrganismText:
    """What a text says. `unknown`: it names a species that the table does not hold.

    `negative`: no growth, no organism or normal flora alone; `denies` leaves the flora out.
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
    clauses = [_read_clause(clause) for clause in _clauses(_without_serovar(text[:MAX_LENGTH].lower()))]
    affirmed = [mention for clause in clauses for mention in clause.affirmed]
    denied = any(clause.denied for clause in clauses)
    organisms = _affirmed_organisms(affirmed)
    return OrganismText(
        organisms=organisms,
        resistance=_resistance(affirmed),
        methicillin=_only(_methicillin(affirmed)),
        negative=not organisms and (denied or any(clause.flora for clause in clauses)),
        denies=not organisms and denied,
        contaminant=_has(affirmed, "contaminant"),
        unknown=_has(affirmed, "unknown"),
    )


def _without_serovar(lowered: str) -> str:
    return _SEROVAR.sub(" ", lowered) if "typhi" in lowered else lowered


class _Clause(NamedTuple):
    """What one clause says: the mentions that it affirms, whether it denies growth, and whether it names flora."""

    affirmed: list[_Mention]
    denied: bool
    flora: bool


def _read_clause(clause: list[str]) -> _Clause:
    table = load_cultures()
    mentions = list(_mentions(clause, table))
    silent = _silenced(clause, mentions, table)
    audible = [mention for index, mention in enumerate(mentions) if index not in silent]
    silenced = [mention for index, mention in enumerate(mentions) if index in silent]
    return _Clause(
        affirmed=[mention for mention in audible if mention.kind not in _CUES],
        denied=_has(mentions, "after") or _has(mentions, "negative") or _has(silenced, "organism"),
        flora=_has(mentions, "flora") or _has(mentions, "others"),
    )


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""


def _has(mentions: Iterable[_Mention], kind: str) -> bool:
    return any(mention.kind == kind for mention in mentions)


def _methicillin(affirmed: Iterable[_Mention]) -> set[str]:
    return {mention.which for mention in affirmed if mention.kind == "methicillin"}


def _affirmed_organisms(affirmed: Sequence[_Mention]) -> tuple[Organism, ...]:
    exact = dict(mention.which.split() for mention in affirmed if mention.kind == "exact")
    named = [mention.which.partition(" ")[0] for mention in affirmed if mention.kind == "organism"]
    return _without_genera(_organisms([exact.get(which, which) for which in named], _methicillin(affirmed)))


def _resistance(affirmed: Iterable[_Mention]) -> tuple[str, ...]:
    """Return the codes of Z16 that a text affirms: those in the names of organisms first."""
    affirmed = list(affirmed)
    named = [mention.which.partition(" ")[2] for mention in affirmed if mention.kind == "organism"]
    said = [mention.which for mention in affirmed if mention.kind == "resistance"]
    return tuple(dict.fromkeys([code for code in named if code] + said))


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


def _without_genera(organisms: list[Organism]) -> tuple[Organism, ...]:
    """Leave out a genus whose species is named beside it."""
    return tuple(
        organism
        for organism in organisms
        if not any(other is not organism and other.name.startswith(organism.name + " ") for other in organisms)
    )


def _clauses(text: str) -> Iterator[list[str]]:
    """Split a text into clauses of words and marks; a full stop after an abbreviation or within a number ends none.

    The colon of a serotype (O157:H7) is not a mark.
    """
    clause: list[str] = []
    for match in _TOKEN.finditer(text):
        mark = _SQUARE.get(match.group(), match.group())
        if mark == ":" and _SEROTYPE.match(text, match.start() - 1):
            continue
        if mark not in _BORDERS:
            clause.append(mark)
        elif mark != "." or _is_full_stop(clause, text[match.end() : match.end() + 1]):
            if clause:
                yield written_out(clause)
            clause = []
    if clause:
        yield written_out(clause)


def _is_full_stop(clause: list[str], following: str) -> bool:
    """Return whether a point ends a sentence: not after an initial or an abbreviation, nor within a number."""
    before = clause[-1] if clause else ""
    if (len(before) == 1 and before.isalpha()) or before in _ABBREVIATIONS:
        return False
    return following == "" or following.isspace()


def _mentions(clause: list[str], table: CultureTable) -> Iterator[_Mention]:
    place = 0
    while place < len(clause):
        for words, end in _phrases_at(clause, place, table):
            meaning = table.phrases.get(words)
            if meaning is None:
                continue
            kind, which = meaning
            if words == ("negative",) and place and clause[place - 1] in table.names_with_negative:
                break
            if kind == "organism" and _is_another(words, clause, end, table):
                kind = "unknown"
            yield _Mention(kind, which, place, end)
            place = end - 1
            break
        place += 1


def _phrases_at(clause: list[str], place: int, table: CultureTable) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the words that may be a phrase from a place on, the most first, with the place where each ends."""
    longest = table.longest.get(clause[place], 0)
    ways = list(_ways(clause, place, longest, table))
    for length in range(longest, 0, -1):
        for way in ways:
            if len(way) >= length:
                end = way[length - 1] + 1
                closes = clause[end : end + 1] == [")"] and "(" in clause[place:end]
                yield tuple(clause[at] for at in way[:length]), end + closes


def _ways(clause: list[str], place: int, longest: int, table: CultureTable) -> Iterator[list[int]]:
    """Yield the places of the words from a place on: with the brackets as they stand, and without.

    Without their marks they are part of a name ("Staphylococcus (aureus)"), left out they are a former name within it
    ("Klebsiella (Enterobacter) aerogenes").
    """
    yield [*range(place, min(place + longest, len(clause)))]
    if "(" not in clause[place + 1 : place + longest]:  # the usual case
        return
    words = [at for at in range(place, len(clause)) if clause[at] not in ("(", ")")]
    yield words[:longest]
    inside = _bracketed(clause, place)
    if _is_name([clause[at] for at in words if at in inside], table):
        yield [at for at in words if at not in inside][:longest]


def _bracketed(clause: list[str], place: int) -> frozenset[int]:
    """Return the places within the first brackets behind a place."""
    start = clause.index("(", place)
    end = clause.index(")", start) if ")" in clause[start:] else start
    return frozenset(range(start, end))


def _is_name(remark: Sequence[str], table: CultureTable) -> bool:
    """Return whether the words in brackets may be the former name of a genus, and deny or doubt nothing."""
    (kind, _) = table.phrases.get(tuple(remark), ("organism", ""))
    return len(remark) == 1 and len(remark[0]) > _SHORT and kind == "organism"


def _is_another(words: tuple[str, ...], clause: list[str], place: int, table: CultureTable) -> bool:
    """Return whether what follows makes it another organism: "Streptococcus pyogenes (group B)", "E. coli-like"."""
    if not table.resembles.isdisjoint(clause[place : place + 1]):
        return True
    if words in load_organisms().genera:
        return _species_follows(clause, place, table)
    if clause[place : place + 1] != ["("]:
        return False
    remark = (clause[at] for at in sorted(_bracketed(clause, place)) if at > place)
    kinds = [table.phrases.get(each) for each in (words, (words[0], *remark))]
    codes = {load_organisms().by_id[each[1].partition(" ")[0]].code for each in kinds if each and each[0] == "organism"}
    return len(codes) > 1


def _species_follows(clause: list[str], place: int, table: CultureTable) -> bool:
    """Return whether the word after a genus may be a species that the table does not hold."""
    if place >= len(clause):
        return False
    word = clause[place]
    return word.isalpha() and len(word) > _SHORT and word not in table.after_genus and word not in table.longest


def _silenced(clause: list[str], mentions: list[_Mention], table: CultureTable) -> set[int]:
    """Return the indexes of the mentions that a cue before or after them silences."""
    silent = {*_after_cue(clause, mentions), *_of_flora(clause, mentions, table)}
    for index, mention in enumerate(mentions):
        if index and mention.kind in ("after", "either", "negative"):
            silent.update(_said_of(clause, mentions, index, table))
        if mention.kind == "contaminant" and index and _is_possible(clause, mentions[index - 1]):
            silent.discard(index)  # a possible contaminant is doubt enough
    if "?" in clause:
        silent.update(index for index, mention in enumerate(mentions) if mention.kind == "organism")
    return silent


def _after_cue(clause: list[str], mentions: list[_Mention]) -> Iterator[int]:
    """Yield the mentions within the reach of a cue before them, which ends where the clause turns ("but")."""
    reach = False
    for index, mention in enumerate(mentions):
        if mention.kind in ("before", "either"):
            reach = True
        elif reach:
            reach = _TURNS.isdisjoint(clause[mentions[index - 1].end : mention.start])
            if reach:
                yield index


def _of_flora(clause: list[str], mentions: list[_Mention], table: CultureTable) -> Iterator[int]:
    """Yield the organisms that are part of the flora of a clause: "mixed urogenital flora, including E. coli"."""
    end: int | None = None
    is_made_of = False
    for index, mention in enumerate(mentions):
        if mention.kind == "flora":
            end = mention.end
        elif mention.kind == "organism":
            if end is not None:  # the first one behind flora
                is_made_of, end = table.as_well.isdisjoint(clause[end : mention.start]), None
            if is_made_of or _is_part(clause, mention, mentions[index + 1 :], table):
                yield index


def _is_part(clause: list[str], organism: _Mention, behind: Sequence[_Mention], table: CultureTable) -> bool:
    """Return whether an organism is said to be in flora: "E. faecalis among mixed flora"."""
    return _has(behind[:1], "flora") and not table.part_of.isdisjoint(clause[organism.end : behind[0].start])


def _is_possible(clause: list[str], cue: _Mention) -> bool:
    """Return whether a cue doubts ("possible") and does not deny ("no")."""
    return cue.kind in ("before", "either") and clause[cue.start] not in _DENIALS


def _said_of(clause: list[str], mentions: list[_Mention], place: int, table: CultureTable) -> Iterator[int]:
    """Yield the mentions that "not isolated" at `place` is said of: the one before it and those listed with it."""
    end = mentions[place].start
    allowed = table.filler | {":", "(", ")", ","}
    for earlier in range(place - 1, -1, -1):
        mention = mentions[earlier]
        if mention.kind in ("before", "either", "after", "negative", "flora", "others", "contaminant"):
            return
        if earlier < place - 1 and mention.kind != mentions[earlier + 1].kind:
            return  # "Klebsiella pneumoniae, ESBL negative" speaks of the mechanism alone
        gap = clause[mention.end : end]
        if not all(word in allowed for word in gap) or (earlier < place - 1 and _LISTS.isdisjoint(gap)):
            return
        yield earlier
        end = mention.start
        allowed = table.filler | _LISTS | {"(", ")"}
