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
from types import MappingProxyType
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.forms import DOMINANCE
from icd10cm.titles.repeats import without_repeats
from icd10cm.titles.side_groups import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

Phrases = tuple[tuple[re.Pattern[str], str], ...]

_CAPITAL_INSIDE = re.compile(r"[A-Za-z0-9-]*[A-Z0-9]|\.")
_LETTERS = frozenset("BCDEFGHIJKLMNOPQRSTUVWXYZ")  # "Q fever"; "A" is an article
_POSSESSIVE = re.compile(r"^[A-Z][^\W\d_]+(?:-\w+)*(?:'s|s')$")
_BINOMIAL = re.compile(r"^(?P<genus>[A-Z])[a-z]{3,} (?P<species>(?!group|species|sp\b|spp\b|complex)[a-z]{4,}.*)$")
_SYNONYM = re.compile(r" \[[^\]]*\]")  # Conventions, section I.A.7: brackets hold synonyms
_SIDED_END = re.compile(r"(?<! of), (?P<place>(?:right|left) (?!.*\bside$)[a-z]+(?: and [a-z]+)?)$")
_SITED_END = re.compile(r", (?P<place>(?!other|multiple)[a-z]+(?: [a-z]+){0,3})$")
_SIDED = re.compile(
    r"\b(?:right|left)(?: (?!(?:and|with|without|w/o|of|at|in|into|due|not|side|or)\b)[a-z-]+){1,3}(?: and [a-z]+)?"
)
_HEAD_END = re.compile(r"(?:,| (?:of|in|at|with|without|w/o|due to|to|from|after|following|affecting|involving)) ")
_SINGULAR_ENDS = ("ss", "us", "is")  # abscess, lupus, arthritis
_LOOSE = re.compile(r"^[\s,;:]+|[\s,;:]+$")
_SPACES = re.compile(r"\s+(?=[,;])|(?<=\s)\s+")
_SHORTEST_PART = 4
_PAIR = 2
_OPEN = "unspecified"
_OTHER = "other"
_LEADS_ON = re.compile(r"(?:,|\b(?:of|in|at|with|without|and|or|to|by|the))$")
_NOT_ALONE = re.compile(r"(?:[IVX]+[ABC]?|and|or|on)\b")
_TOKENS = re.compile(r"[^\s,]+|,")
_DENIABLE = ("with", "without")
_LEADING_JOINER = re.compile(r"^(?:of|the|in|due to|affecting) ")


@dataclass(frozen=True, slots=True)
class EverydayNames:
    """The reviewed table.

    `names` are by code, `phrases`, `sevenths` and `abbreviations` parts of titles with their short forms (the last for
    names that are too long otherwise), `capitals` words that keep their capital letter, `common_organisms` first words
    of organisms that have none, `heads` nouns that name a disease by themselves, `singular` nouns that end in an s and
    are one thing, `listed` names for a list of one category, `kinds` what a code is by its prefix, `procedures` words
    by the kind of a procedure.
    """

    names: Mapping[str, str]
    phrases: Phrases
    sevenths: Phrases
    abbreviations: Phrases
    capitals: frozenset[str]
    common_organisms: frozenset[str]
    heads: frozenset[str]
    singular: frozenset[str]
    listed: Mapping[str, str]
    kinds: Mapping[str, str]
    procedures: Mapping[str, str]


@cache
def everyday_names() -> EverydayNames:
    """Return the table that comes with the package."""
    data = tomllib.loads(files("cards").joinpath("data/everyday_names.toml").read_text(encoding="utf-8"))
    return EverydayNames(
        {code: name for group in data["group"] for code, name in group["names"].items()},
        _phrases(data["phrase"]),
        _phrases(data["seventh"]),
        _phrases(data["abbreviation"]),
        frozenset(data["capitals"]["words"]),
        frozenset(data["organisms"]["common"]),
        frozenset(data["heads"]["words"]),
        frozenset(data["singular"]["words"]),
        data["listed"]["names"],
        data["kinds"]["prefixes"],
        data["procedures"]["kinds"],
    )


def _phrases(entries: Iterable[dict[str, str]]) -> Phrases:
    return tuple((re.compile(each["title"], re.IGNORECASE), each["short"]) for each in entries)


@kept_with_release
def short_name(code: str, release: Release) -> str:
    """Return what a clinician calls a code; "" for an unknown code.

    The meaning of the 7th character is left out unless it is a side ("right eye"). The name begins with a lower-case
    letter unless it is a proper name or an abbreviation, so that it fits into a sentence.
    """
    node = release.node(code)
    if node is None:
        return ""
    name = without_repeats(_name_of(node, release))
    side = "" if node.code == code else _seventh(code, node, release)
    return f"{name}, {side}" if has_side(side) else name


def name_beside(code: str, others: Sequence[str], release: Release) -> str:
    """Return the short name of a code, with "other" or "unspecified" where another code has the same name.

    Singular and plural are the same: "other disorders of penis" and "unspecified disorder of penis".
    """
    return _name_beside((code, *others), release) if len(others) > 1 else short_name(code, release)


@kept_with_release
def _name_beside(codes: tuple[str, ...], release: Release) -> str:
    code, *others = codes
    name, rest = short_name(code, release), _left_over(code, release)
    words = _bare_words(name)
    alike = [each for each in others if each != code and _bare_words(short_name(each, release)) == words]
    if not alike or rest in name or any(_left_over(each, release) == rest for each in alike):
        return name
    return f"{rest} {name}"


def _left_over(code: str, release: Release) -> str:
    """Return by which word a title says that it is for what is left over; "" for another title."""
    title = release.title(code).lower()
    return _OTHER if title.startswith(f"{_OTHER} ") else _OPEN if _OPEN in title else ""


def _bare_words(name: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in name.split()) - {"the", "of"}


def _name_of(node: Node, release: Release) -> str:
    names = everyday_names().names
    for above in release.lineage(node.index):
        if above.code in names:
            return _named_from(node.title, above.title, names[above.code])
    return shortened(node.title)


@lru_cache(maxsize=4096)
def core_name(name: str) -> str:
    """Return what kind of disease or injury a name is, with its place: "fracture of the left femur"; "" without both.

    Kinds are those of the table; any other word may say too little alone ("body", "history").
    """
    words = _HEAD_END.split(name, maxsplit=1)[0].split()
    heads = (" ".join(words[-count:]) for count in (_PAIR, 1))
    head = next((each for each in heads if each in everyday_names().heads), "")
    place = place_in(name) if head else ""
    return f"{head} of the {place}" if place else ""


def place_in(name: str) -> str:
    """Return the side and site that a name says, or the site that it ends in: "left femur"; "" for neither."""
    sided, sited = _SIDED.search(name), _SITED_END.search(name)
    if sided is not None:
        return "" if sided.group().split()[-1] in DOMINANCE else sided.group()
    return sited["place"] if sited is not None and load_anatomy().find(sited["place"]) else ""


def has_side(words: str) -> bool:
    """Return whether a side is among some words."""
    return not SIDE_WORDS.keys().isdisjoint(words.split())


def _seventh(code: str, node: Node, release: Release) -> str:
    """Return what the title of a code says beyond that of its node: the meaning of its 7th character."""
    return release.title(code).removeprefix(node.title).lstrip(", ")


@lru_cache(maxsize=4096)
def _named_from(title: str, title_above: str, name_above: str) -> str:
    """Return the name of the level above with what the title adds to its title, if it only adds."""
    if title == title_above:
        return name_above
    if title.casefold().startswith(title_above.casefold()):
        added = _reduced(title[len(title_above) :])
        return f"{name_above}{added if added[:1] in {'', ','} else ' ' + added.lstrip()}"
    return shortened(title)


@lru_cache(maxsize=4096)
def shortened(title: str) -> str:
    """Return a title as it is said within a sentence."""
    text = _LOOSE.sub("", _reduced(title)) or title
    return _in_sentence(text)


@lru_cache(maxsize=1024)
def organism_name(name: str) -> str:
    """Return the name of an organism as it is said within a sentence: a genus with its capital letter, a virus without.

    >>> organism_name("Corynebacterium striatum"), organism_name("Respiratory syncytial virus")
    ('Corynebacterium striatum', 'RSV')
    """
    text = _LOOSE.sub("", _reduced(name)) or name
    first = re.split(r"[ ,]", text, maxsplit=1)[0].lower()
    is_common = first.endswith("virus") or first in everyday_names().common_organisms
    return text[:1].lower() + text[1:] if is_common else text


@lru_cache(maxsize=2048)
def is_plural(name: str) -> bool:
    """Return whether a name is one of several things: "multiple rib fractures", but not "type 2 diabetes".

    >>> is_plural("esophageal varices without bleeding"), is_plural("chronic osteomyelitis, right tibia and fibula")
    (True, False)
    """
    head = _HEAD_END.split(name, maxsplit=1)[0].rpartition(" ")[2]
    return head.endswith("s") and not head.endswith(_SINGULAR_ENDS) and head not in everyday_names().singular


@lru_cache(maxsize=2048)
def of_the_side(name: str) -> str:
    """Return a name that ends in a side and a site as a sentence says it: "osteomyelitis of the right femur"."""
    return _SIDED_END.sub(r" of the \g<place>", name)


def abbreviated(organism: str) -> str:
    """Return the name of an organism with the initial of its genus: "S. epidermidis"; any other name as it is."""
    return _BINOMIAL.sub(r"\g<genus>. \g<species>", organism)


def _reduced(text: str) -> str:
    """Return text from a title without the phrases that have a shorter form."""
    for pattern, short in everyday_names().phrases:
        text = pattern.sub(short, text)
    return _SPACES.sub("", text).rstrip(" ,;:")


def _in_sentence(text: str) -> str:
    """Return a title as it is written within a sentence."""
    word = re.split(r"[ ,]", text, maxsplit=1)[0]
    keeps = (
        word in _LETTERS
        or _CAPITAL_INSIDE.match(word[1:])
        or _POSSESSIVE.match(word)
        or word in everyday_names().capitals
    )
    return text if keeps else text[:1].lower() + text[1:]


def kind_of(code: str) -> str:
    """Return what kind of code it is, for codes that cannot be listed first: "an organism code"."""
    kinds = everyday_names().kinds
    return next(kinds[code[:length]] for length in range(len(code), -1, -1) if code[:length] in kinds)


def procedure_words(kinds: Iterable[str], title: str = "") -> str:
    """Return a procedure with its verb, for a question: "are the antibiotic beads"; "" if it has no everyday name.

    What its `title` names comes first: the code of beads is that of a spacer too.
    """
    words = everyday_names().procedures
    named = next((each for each in words.values() if each.rpartition(" ")[2] in title.casefold()), "")
    return named or next((words[kind] for kind in kinds if kind in words), "")


def differences(codes: Sequence[str], release: Release) -> Mapping[str, str]:
    """Return, for each code, the part of its title that the titles of the other codes do not share.

    A code without any shared beginning, or alone, gets its short name.
    """
    return _differences(tuple(codes), release)


def name_in_list(code: str, codes: Sequence[str]) -> str:
    """Return the reviewed name of one of several codes that all have one for a list; "" otherwise."""
    listed = everyday_names().listed
    return listed.get(code, "") if len(codes) > 1 and all(each in listed for each in codes) else ""


@kept_with_release
def _differences(codes: tuple[str, ...], release: Release) -> Mapping[str, str]:
    titles = tuple(release.title(code) for code in codes)
    parts = _different_parts(titles)
    names = tuple(short_name(code, release) for code in codes)
    if not any(parts) and len(codes) > _PAIR:
        parts = _without_ending(names) or parts
    parts = _told_apart(parts, names, titles)
    return MappingProxyType(dict(zip(codes, parts, strict=True)))


def _told_apart(parts: tuple[str, ...], names: tuple[str, ...], titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return parts of titles that tell them all apart: the names where these are shorter, or else the titles.

    "Unspecified" alone says of nothing what it is.
    """
    count = len(set(titles))
    if not any(parts) or (len(set(names)) == count and sum(map(len, names)) < sum(map(len, parts))):
        parts = names
    if len(set(parts)) < count:
        return tuple(map(_in_sentence, titles))
    return tuple(_in_sentence(title) if part == _OPEN else part for title, part in zip(titles, parts, strict=True))


def name_with_seventh(code: str, release: Release) -> str:
    """Return the short name with the meaning of the 7th character: "infected hip prosthesis, active treatment"."""
    node = release.node(code)
    if node is None or node.code == code:
        return short_name(code, release)
    name, added = without_repeats(_name_of(node, release)), _seventh(code, node, release)
    return f"{name}, {in_everyday_words(added)}" if added else name


def new_seventh(before: str, after: str, release: Release) -> str:
    """Return what the 7th character of a code says and that of the code before does not: "open type I or II"."""
    old, new = (_meaning_of_seventh(code, release) for code in (before, after))
    said = old.split(", ")
    added = ", ".join(part for part in new.split(", ") if part not in said) if old else ""
    return added.replace("open fracture type", "open type")


def _meaning_of_seventh(code: str, release: Release) -> str:
    printed = printed_seventh(code, release)
    return in_everyday_words(printed) if printed else ""


def printed_seventh(code: str, release: Release) -> str:
    """Return the meaning of the 7th character of a code as it is printed; "" for a code without one."""
    node = release.node(code)
    return "" if node is None or node.code == code else _seventh(code, node, release)


def differing_name(code: str, other: str, release: Release) -> str:
    """Return the name of a code up to the number that tells it from another: "type 1" of two kinds of diabetes."""
    words, others = (name_beside(each, (code, other), release).split() for each in (code, other))
    if len(words) == len(others):
        unlike = [place for place, pair in enumerate(zip(words, others, strict=True)) if pair[0] != pair[1]]
        if len(unlike) == 1 and 0 < unlike[0] < len(words) - 1 and words[unlike[0]].isdigit():
            return " ".join(words[: unlike[0] + 1])
    return " ".join(words)


@lru_cache(maxsize=2048)
def _different_parts(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the titles without their shared beginning, and without shared clauses at their end."""
    rests = _without_beginning([_TOKENS.findall(title) for title in titles]) if len(set(titles)) > 1 else []
    if not rests:
        return ("",) * len(titles)
    clauses = [" ".join(rest).replace(" ,", ",").lstrip(", ").split(", ") for rest in rests]
    ending = _shared([each[::-1] for each in clauses])
    if ending < min(map(len, clauses)):
        clauses = [each[: len(each) - ending] for each in clauses]
    return _without_shared_with(tuple(in_everyday_words(", ".join(each)) for each in clauses))


def _without_shared_with(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return parts without what all are accompanied by: "closed fracture", of several "with routine healing"."""
    heads = tuple(_LEADS_ON.sub("", each.partition(" with ")[0]).rstrip() for each in parts)
    tails = {each.partition(" with ")[2] for each in parts}
    return heads if len(tails) == 1 and len(set(heads)) == len(parts) else parts


def _without_beginning(titles: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return the words of titles after those that all share; nothing where they share none."""
    shared = _shared(titles)
    if shared and (titles[0][shared - 1] in SIDE_WORDS or titles[0][shared - 1] in _DENIABLE):
        shared -= 1  # "hip prosthesis" alone would not say which hip, "abscess" not that one is there
    if not shared:
        return []
    # A title that begins all others adds nothing itself; the others need no word of it.
    rests = list(filter(None, (" ".join(words[shared:]) for words in titles)))
    if min(map(len, rests), default=0) < _SHORTEST_PART or any(map(_NOT_ALONE.match, rests)):
        shared -= 1  # "stage 3b", not "3b", "type I or II", not "I or II", "acute and chronic", not "and chronic"
    return [words[shared:] for words in titles] if shared else []


def _without_ending(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names without the last words that all share: "right upper quadrant", of several "abdominal tenderness".

    () where one of them would say too little then, or the words are a side.
    """
    lists = [name.split() for name in names]
    ending = _shared([each[::-1] for each in lists])
    if not ending or not SIDE_WORDS.keys().isdisjoint(lists[0][-ending:]):
        return ()
    parts = tuple(" ".join(each[:-ending]) for each in lists)
    return parts if all(len(each) >= _SHORTEST_PART and not _LEADS_ON.search(each) for each in parts) else ()


def _shared(lists: Sequence[Sequence[str]]) -> int:
    """Return how many items all lists have in common from the first on."""
    count = 0
    for items in zip(*lists, strict=False):
        if len(set(items)) > 1:
            break
        count += 1
    return count


def in_everyday_words(part: str) -> str:
    """Return a part of a title without synonyms, with the everyday words for the 7th character.

    >>> in_everyday_words("initial encounter for closed fracture")
    'active treatment, closed fracture'
    """
    part = _SYNONYM.sub("", part)
    for pattern, short in everyday_names().sevenths:
        part = pattern.sub(short, part)
    return _LEADING_JOINER.sub("", _LOOSE.sub("", part))
