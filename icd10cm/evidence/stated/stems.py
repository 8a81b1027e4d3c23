"""The stems that clauses are compared by: names of diseases in their forms, places, and words that add nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.organisms.table import load_organisms
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import stem, stems_of
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_PART = 5
_SHORTEST_INITIALS = 3


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
