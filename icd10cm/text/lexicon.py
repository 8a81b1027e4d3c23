"""The lexicon: what each word and phrase of a clinical note is, before any grammar looks at it.

One table holds places (`anatomy.toml`), sides, diseases, operations, cues and the words of grammar
(`text_words.toml`, `text_cues.toml`); the longest phrase wins, whatever its kind. A word that is not in it is unknown.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from icd10cm.anatomy.phrases import TOKEN, Meaning, Phrases, singular
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.text.status import Direction, Reach, Status
from icd10cm.titles.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from icd10cm.anatomy.body import Anatomy

_SKIPPED = "-/"
_KINDS = ("method", "modifier", "qualifier", "function")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}


class Kind(IntEnum):
    """What a word or phrase is to the grammar."""

    WORD = auto()
    """Unknown: no production goes past it."""
    SITE = auto()
    SIDE = auto()
    DISEASE = auto()
    OPERATION = auto()
    FINDING = auto()
    MODIFIER = auto()
    QUALIFIER = auto()
    METHOD = auto()
    FUNCTION = auto()
    INSIDE = auto()
    """A function word that may stand within the noun phrase of a place."""
    AND = auto()
    OR = auto()
    AROUND = auto()
    """Before a place that the disease is not in, but near: "around the umbilicus"."""
    MEASURE = auto()
    """A number with its unit: how much, and never which part."""
    BREAK = auto()
    """"With", "after", "due to": a border between what is said of one thing and of the next."""
    COMMA = auto()
    OPEN = auto()
    CLOSE = auto()
    COLON = auto()
    END = auto()
    MARK = auto()
    CUE = auto()
    TURN = auto()
    EXCEPTION = auto()


_MARKS = {
    ",": Kind.COMMA,
    "(": Kind.OPEN,
    "[": Kind.OPEN,
    ")": Kind.CLOSE,
    "]": Kind.CLOSE,
    ":": Kind.COLON,
    ";": Kind.END,
}


class Cue(NamedTuple):
    """How a cue changes the words around it."""

    status: Status
    direction: Direction
    reach: Reach


class Entry(NamedTuple):
    """What a phrase is. `value` is a site, a Side, a Cue, or the title words of a disease."""

    kind: Kind
    value: Any = None


class Item(Struct, frozen=True, gc=False):
    """A word or phrase of a note with what it is. `words` are its words as the lexicon lists them."""

    kind: Kind
    value: Any
    words: tuple[str, ...]
    text: str
    capital: bool
    spaced: bool
    status: Status = Status.AFFIRMED


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All tables of the reading, immutable; one is the same as itself alone."""

    anatomy: Anatomy
    phrases: Phrases[Entry]
    phases: Phrases[str]
    misspelled: Mapping[str, str]
    short_forms: Phrases[tuple[str, ...]]
    fields: Mapping[str, Phrases[tuple[str, ...]]]
    field_words: Mapping[str, tuple[str, ...]]
    own_field_words: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, tuple[str, ...]]
    capitals_in_mixed_case: Mapping[str, tuple[str, ...]]
    not_ends: frozenset[str]
    species: frozenset[str]
    diseases: Mapping[str, tuple[str, ...]]
    disease_words: frozenset[str]
    compounds: frozenset[str]
    nouns: Mapping[str, str]
    short_names: frozenset[str]
    no_disease: frozenset[str]
    signs: frozenset[str]
    well: frozenset[str]
    governors: frozenset[str]
    governing: frozenset[str]
    of_patients: frozenset[str]
    of_the_patient: frozenset[str]
    seen_or_done: frozenset[str]
    beings: frozenset[str]
    of_a_pregnancy: frozenset[str]
    denials: frozenset[str]
    began: frozenset[str]
    counts_time: frozenset[str]
    again: frozenset[str]
    fetuses: frozenset[str]
    fracture: frozenset[str]
    not_a_fracture: frozenset[str]
    devices: frozenset[str]
    no_device: frozenset[str]
    units: frozenset[str]
    verbs: frozenset[str]
    headings: frozenset[str]
    opposites: Mapping[str, str]
    with_any_disease: frozenset[str]
    tissues: frozenset[str]
    masses: frozenset[str]

    def is_sign(self, kind: Kind, words: Iterable[str]) -> bool:
        """Return whether words of a kind are a sign that a part is ill; some are names of diseases too ("swelling")."""
        return kind is Kind.FINDING or (kind is Kind.DISEASE and " ".join(words) in self.signs)


@cache
def load_lexicon() -> Lexicon:
    """Load the lexicon; read once per process.

    :raises ValueError: a phrase is listed as two things.
    """
    words, cues, short = (_read(f"text_{name}.toml") for name in ("words", "cues", "abbreviations"))
    _add_specialties(words, short)
    anatomy = load_anatomy()
    diseases = _diseases(words["diseases"], anatomy)
    return Lexicon(
        anatomy=anatomy,
        phrases=_phrases(words, cues, anatomy, diseases),
        phases=_table(((phrase, phase) for phase, listed in words["phases"].items() for phrase in listed), anatomy),
        misspelled=short["misspelled"],
        short_forms=_short_forms(short["anywhere"], anatomy),
        fields={name: _short_forms(_all_short(field), anatomy) for name, field in short["fields"].items()},
        field_words=_field_words(short["fields"], "words"),
        own_field_words=_field_words(short["fields"], "own"),
        capitals=_written(short["capitals"]),
        capitals_in_mixed_case=_written(short["capitals"] | short["capitals_in_mixed_case"]),
        not_ends=frozenset(short["not_ends"]),
        species=frozenset(short["species"]),
        diseases=diseases,
        disease_words=frozenset(diseases),
        compounds=frozenset(filter(_is_compound, words["diseases"])),
        nouns=words["nouns"],
        short_names=frozenset(map(str.lower, filter(str.isupper, chain(*words["diseases"].values())))),
        no_disease=frozenset(words["titles"]["no_disease"]) | _words_of_places(anatomy, diseases),
        well=frozenset(look_up_form(word, anatomy) for word in words["findings"]["well"]),
        signs=frozenset(" ".join(_key(phrase, anatomy)) for phrase in words["findings"]["words"]),
        governors=frozenset(cues["governors"]),
        governing=frozenset(cues["governing"]),
        of_patients=frozenset(cues["of_patients"]),
        of_the_patient=frozenset(cues["of_the_patient"]),
        seen_or_done=frozenset((*cues["seen_or_done"], *cues["governors"])),
        beings=frozenset(cues["beings"]),
        of_a_pregnancy=frozenset((*cues["of_a_pregnancy"], *words["fetuses"]["words"])),
        denials=frozenset(cues["denials"]),
        began=frozenset(cues["began"]),
        counts_time=frozenset(cues["counts_time"]),
        again=frozenset(words["titles"]["again"]),
        fetuses=frozenset(words["fetuses"]["words"]),
        fracture=frozenset(words["fracture"]["words"]),
        not_a_fracture=frozenset(words["fracture"]["not_a_fracture"]),
        devices=frozenset(words["operations"]["devices"]),
        no_device=frozenset(words["operations"]["no_device"]),
        units=frozenset(words["function"]["units"]),
        verbs=frozenset(words["function"]["verbs"]),
        headings=frozenset(words["sections"]["headings"]),
        opposites=words["another_disease"]["opposites"],
        with_any_disease=frozenset(words["another_disease"]["with_any"]),
        tissues=frozenset(words["tissues"]["words"]),
        masses=frozenset(words["tissues"]["taken_from"]),
    )


def _all_short(field: Mapping[str, Any]) -> dict[str, str]:
    """Return the short forms of a field: those written out, and each word of a list in each form."""
    made = {
        form.format(word): group["means"].format(word)
        for group in field.get("forms", ())
        for word in group["of"]
        for form in group["as"]
    }
    return {**made, **field.get("short", {})}


def _specialties() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each file of a specialty with what it says, by name."""
    folder = files("icd10cm").joinpath("data", "specialties")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield file.name, tomllib.loads(file.read_text(encoding="utf-8"))


def _add_specialties(words: Mapping[str, Any], short: Mapping[str, dict[str, Any]]) -> None:
    """Add what the specialties write: names of diseases, plain phrases and short forms."""
    diseases = words["diseases"]
    for file, specialty in _specialties():
        for name, forms in specialty.get("diseases", {}).items():
            diseases[name] = [*diseases.get(name, ()), *forms]
        words["plain"]["words"] += specialty.get("plain", ())
        for table in ("anywhere", "capitals", "fields"):
            added = specialty.get(table, {})
            twice = short[table].keys() & added.keys()
            if any(short[table][name] != added[name] for name in twice):
                raise ValueError(f"{', '.join(sorted(twice))} of {file} means something else in another file")
            short[table].update(added)


def _phrases(
    words: Mapping[str, Any], cues: Mapping[str, Any], anatomy: Anatomy, diseases: Mapping[str, tuple[str, ...]]
) -> Phrases[Entry]:
    rows = {tuple(map(_ordinal, phrase)): Entry(Kind.SITE, site) for phrase, site in anatomy.phrases.items()}
    for phrase, entry in _entries(words, cues, diseases):
        known = rows.setdefault(_key(phrase, anatomy), entry)
        if known.kind is entry.kind and known != entry:
            raise ValueError(f"{phrase!r} is listed as {known} and as {entry}")
    return Phrases(rows.items(), _SKIPPED)


def _table(rows: Iterable[tuple[str, Meaning]], anatomy: Anatomy) -> Phrases[Meaning]:
    return Phrases(((_key(phrase, anatomy), meaning) for phrase, meaning in rows), _SKIPPED)


def _short_forms(table: Mapping[str, str], anatomy: Anatomy) -> Phrases[tuple[str, ...]]:
    return _table(((name, _split(full)) for name, full in table.items()), anatomy)


def _field_words(fields: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, tuple[str, ...]]:
    """Return the fields that each word of a title leads to: those listed under "words", or under "own"."""
    found: dict[str, tuple[str, ...]] = {}
    for name, field in fields.items():
        for word in (each.rstrip("'") for each in words_of(" ".join(field.get(key, ())))):
            found[word] = (*found.get(word, ()), name)
    return found


def _is_compound(name: str) -> bool:
    return " " in name


def _written(short: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name.lower(): _split(meaning) for name, meaning in short.items()}


def _words_of_places(anatomy: Anatomy, diseases: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the words that name places, or are parts of such names: "tibial", "canal"."""
    named = (word for site in anatomy.sites.values() for words in site.words for word in _key(words, anatomy))
    return frozenset(named).difference(diseases)


def look_up_form(token: str, anatomy: Anatomy) -> str:
    """Return a lower-case token as the lexicon lists it: singular, nobody's own, and ordinals in letters."""
    return _ORDINALS.get(token) or singular(token.removesuffix("'s"), anatomy.plurals)


def _ordinal(word: str) -> str:
    return _ORDINALS.get(word, word)


def _key(phrase: str, anatomy: Anatomy) -> tuple[str, ...]:
    return tuple(look_up_form(token, anatomy) for token in _split(phrase.lower()))


def _split(phrase: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(phrase))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("icd10cm").joinpath("data", name).read_text(encoding="utf-8"))


def _diseases(table: Mapping[str, list[str]], anatomy: Anatomy) -> dict[str, tuple[str, ...]]:
    """Return for each form of a disease's name the words that titles have for it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, forms in table.items():
        for form in dict.fromkeys(" ".join(_key(form, anatomy)) for form in (name, *forms)):
            found[form] = (*found.get(form, ()), name)
    return found


def _cues(cues: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for row in cues["cue"]:
        cue = Cue(Status(row["status"]), Direction(row["direction"]), Reach(row["reach"]))
        phrases = (f"{when} {word}".lstrip() for when in row.get("when", ("",)) for word in row["words"])
        yield from ((phrase, Entry(Kind.CUE, cue)) for phrase in phrases)


def _entries(
    words: Mapping[str, Any], cues: Mapping[str, Any], diseases: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Entry]]:
    """Yield each phrase with what it is; of a phrase listed twice the first counts."""
    yield from _cues(cues)
    for side, phrases in words["sides"].items():
        yield from ((phrase, Entry(Kind.SIDE, Side(side))) for phrase in phrases)
    grammar = words["function"]
    kinds: tuple[tuple[Kind, Iterable[str]], ...] = (
        (Kind.TURN, cues["turns"]),
        (Kind.EXCEPTION, cues["exceptions"]),
        (Kind.WORD, cues["plain"]),
        (Kind.WORD, words["plain"]["words"]),
        (Kind.AND, grammar["and"]),
        (Kind.OR, grammar["or"]),
        (Kind.BREAK, grammar["breaks"]),
        (Kind.INSIDE, grammar["inside"]),
        (Kind.AROUND, grammar["around"]),
        (Kind.OPERATION, words["operations"]["words"]),
    )
    for kind, phrases in kinds:
        yield from ((phrase, Entry(kind)) for phrase in phrases)
    yield from ((phrase, Entry(Kind.DISEASE, names)) for phrase, names in diseases.items())
    later = (
        (Kind.FINDING, words["findings"]["words"]),
        *((Kind[name.upper()], grammar[f"{name}s"]) for name in _KINDS),
    )
    for kind, phrases in later:
        yield from ((phrase, Entry(kind)) for phrase in phrases)
    yield from ((mark, Entry(kind)) for mark, kind in _MARKS.items())
