"""The stems that clauses are compared by: names of diseases in their forms, places, and words that add nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.organisms.table import load_organisms
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import KINDS, stem, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHORTEST_PART = 5
_SHORTEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of `stated_words.toml` as stems; each list says there what it is for.

    `degrees` are the modifiers that say how acute or severe a disease is, `opposites` pairs of words that deny each
    other.
    """

    neutral: frozenset[str]
    links: frozenset[str]
    degrees: frozenset[str]
    modifiers: frozenset[str]
    no_place: frozenset[str]
    no_name: frozenset[str]
    times: frozenset[str]
    causes: frozenset[str]
    presumed: frozenset[str]
    named_before: frozenset[str]
    opposites: tuple[tuple[str, str], ...]


@cache
def load_word_lists() -> WordLists:
    """Load the lists; read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/stated_words.toml").read_text(encoding="utf-8"))
    return WordLists(
        neutral=_stems(table["neutral"]),
        links=_stems(table["links"]),
        degrees=frozenset(map(stem, table["modifiers"]["degree"])) | KINDS,
        modifiers=_stems(table["modifiers"]) | KINDS,
        no_place=_stems(table["no_place"]),
        no_name=_stems(table["no_name"]) | KINDS,
        times=frozenset(map(stem, table["neutral"]["time"])),
        causes=_stems(table["causes"]),
        presumed=_stems(table["presumed"]),
        named_before=_stems(table["named_before"]),
        opposites=tuple((stem(one), stem(other)) for one, other in table["opposites"].items()),
    )


def _stems(groups: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(map(stem, chain.from_iterable(groups.values())))


def stems_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of texts, without their marks."""
    return frozenset(word for text in texts for word in stems_of(text) if word[0].isalnum())


def names(words: frozenset[str], own: frozenset[str]) -> bool:
    """Return whether words name the disease: in full, in another form or by their first letters ("osteo")."""
    forms = forms_of_diseases()
    if not own.isdisjoint(words) or any(word in forms and not own.isdisjoint(forms[word]) for word in words):
        return True
    parts = [word for word in words if len(word) >= _SHORTEST_PART]
    written = "\n".join(("", *own)) if parts else ""
    return any(f"\n{part}" in written for part in parts)


@cache
def nouns_of_adjectives() -> dict[str, frozenset[str]]:
    """Return the stems of the nouns that adjectives say: "painful" says pain."""
    return {stem(word): frozenset((stem(noun),)) for word, noun in load_lexicon().nouns.items()}


@cache
def forms_of_diseases() -> dict[str, frozenset[str]]:
    """Return the stems of the words that titles have for the forms of one word that notes have."""
    return {
        stem(form): frozenset(each for name in names for each in stems_of(name) if " " not in name)
        for form, names in load_lexicon().diseases.items()
        if " " not in form
    }


@cache
def plain_words() -> frozenset[str]:
    """Return the stems that a clause about the disease may have beside its own."""
    lists = load_word_lists()
    return lists.neutral | lists.links | place_words()


@cache
def organism_words() -> frozenset[str]:
    """Return the stems of the names of organisms: each modifies the infection before which it stands."""
    return frozenset(stem(word) for name in load_organisms().by_name for word in name if len(word) > _SHORTEST_INITIALS)


@cache
def place_words() -> frozenset[str]:
    """Return the stems of the words of places; "sacral ulcer" is a place, and "ulcer" is none."""
    places = {each for site in load_anatomy().sites.values() for words in site.words for each in stems_of(words)}
    return frozenset(
        places - load_word_lists().no_place - {stem(form) for form in load_lexicon().diseases if " " not in form}
    )


def initials(words: Sequence[str]) -> frozenset[str]:
    """Return the initialisms of a name: those of its first words, "copd" of "chronic obstructive pulmonary disease"."""
    letters = "".join([word[0] for word in words])
    found = frozenset([letters[:end] for end in range(_SHORTEST_INITIALS, len(letters) + 1)])
    return found - place_words()  # "ear" does not mean epilepsy and recurrent seizures
