"""Short clinical names of codes, and what tells similar codes apart.

A name comes from the reviewed table `data/everyday_names.toml` where the code or a level above it is listed, otherwise
from the title, without the words that only say how the code is used. Side, site and organism are always kept.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.titles.side_groups import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.releases.release import Release

Phrases = tuple[tuple[re.Pattern[str], str], ...]

_CAPITAL_INSIDE = re.compile(r"[A-Za-z0-9-]*[A-Z0-9]")
_POSSESSIVE = re.compile(r"^[A-Z][A-Za-z-]+(?:'s|s')$")
_LOOSE = re.compile(r"^[\s,;:]+|[\s,;:]+$")
_SPACES = re.compile(r"\s+(?=[,;])|(?<=\s)\s+")
_LEADING_JOINER = re.compile(r"^(?:of|the|in|due to|affecting) ")


@dataclass(frozen=True, slots=True)
class EverydayNames:
    """The reviewed table: names by code, phrases of titles with their short forms, words that keep their capital."""

    names: Mapping[str, str]
    phrases: Phrases
    sevenths: Phrases
    capitals: frozenset[str]


@cache
def everyday_names() -> EverydayNames:
    """Return the table that comes with the package."""
    data = tomllib.loads(files("cards").joinpath("data/everyday_names.toml").read_text(encoding="utf-8"))
    return EverydayNames(
        {code: name for group in data["group"] for code, name in group["names"].items()},
        _phrases(data["phrase"]),
        _phrases(data["seventh"]),
        frozenset(data["capitals"]["words"]),
    )


def _phrases(entries: Iterable[dict[str, str]]) -> Phrases:
    return tuple((re.compile(each["title"], re.IGNORECASE), each["short"]) for each in entries)


def short_name(code: str, release: Release) -> str:
    """Return what a clinician calls a code, without the meaning of its 7th character; "" for an unknown code.

    The name begins with a lower-case letter unless it is a proper name or an abbreviation, so that it fits into a
    sentence.
    """
    node = release.node(code)
    if node is None:
        return ""
    names = everyday_names().names
    for above in release.lineage(node.index):
        if above.code in names:
            return _named_from(node.title, above.title, names[above.code])
    return _shortened(node.title)


@lru_cache(maxsize=4096)
def _named_from(title: str, title_above: str, name_above: str) -> str:
    """Return the name of the level above with what the title adds to its title, if it only adds."""
    if title == title_above:
        return name_above
    if title.casefold().startswith(title_above.casefold()):
        added = _reduced(title[len(title_above) :])
        return f"{name_above}{added if added[:1] in {'', ','} else ' ' + added.lstrip()}"
    return _shortened(title)


@lru_cache(maxsize=4096)
def _shortened(title: str) -> str:
    text = _LOOSE.sub("", _reduced(title)) or title
    return _in_sentence(text)


def _reduced(text: str) -> str:
    """Return text from a title without the phrases that have a shorter form."""
    for pattern, short in everyday_names().phrases:
        text = pattern.sub(short, text)
    return _SPACES.sub("", text).rstrip(" ,;:")


def _in_sentence(text: str) -> str:
    """Return a title as it is written within a sentence."""
    word = re.split(r"[ ,]", text, maxsplit=1)[0]
    keeps = _CAPITAL_INSIDE.match(word[1:]) or _POSSESSIVE.match(word) or word in everyday_names().capitals
    return text if keeps else text[:1].lower() + text[1:]


def differences(codes: Sequence[str], release: Release) -> dict[str, str]:
    """Return, for each code, the part of its title that the titles of the other codes do not share.

    A code without any shared beginning, or alone, gets its short name.
    """
    titles = tuple(release.title(code) for code in codes)
    parts = _different_parts(titles)
    if not any(parts):
        parts = tuple(short_name(code, release) for code in codes)
    if len(set(parts)) < len(set(titles)):
        parts = tuple(map(_in_sentence, titles))
    return dict(zip(codes, parts, strict=True))


@lru_cache(maxsize=2048)
def _different_parts(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the titles without their shared beginning, and without shared clauses at their end."""
    split = [title.split(" ") for title in titles]
    shared = _shared(split)
    if shared and split[0][shared - 1] in SIDE_WORDS:
        shared -= 1  # "hip prosthesis" alone would not say which hip
    if len(set(titles)) < 2 or shared == 0:
        return ("",) * len(titles)
    rests = [words[shared:] for words in split]
    clauses = [" ".join(rest).split(", ") for rest in rests]
    ending = _shared([each[::-1] for each in clauses])
    if ending and all(len(each) > ending for each in clauses):
        clauses = [each[:-ending] for each in clauses]
    return tuple(_meaning(", ".join(each)) for each in clauses)


def _shared(lists: Sequence[Sequence[str]]) -> int:
    """Return how many items all lists have in common from the first on."""
    count = 0
    for items in zip(*lists, strict=False):
        if len(set(items)) > 1:
            break
        count += 1
    return count


def _meaning(part: str) -> str:
    """Return a part of a title with the everyday words for the 7th character."""
    for pattern, short in everyday_names().sevenths:
        part = pattern.sub(short, part)
    return _LEADING_JOINER.sub("", _LOOSE.sub("", part))
