"""The site and side that a title names, and the template that is left when they are taken out.

"Other chronic hematogenous osteomyelitis, right femur" has the template "other chronic hematogenous osteomyelitis §"
with femur and right in the slot. Codes of one category with the same template differ in place alone, which is
what the rules about sites are based on; no digit of a code is trusted to say a site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.side import Side  # noqa: TC001 - decoding looks it up
from icd10cm.titles.side_groups import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.anatomy.body import Anatomy

_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
# "lower limb, except ankle and foot", "ear [any part, except ear drum]": what is excepted is not a place of the code.
_EXCEPTED = re.compile(r",? (?:except|excluding) [^,\])]*")
# "Toe(s)" is "toe", "vertebra(e)" "vertebra".
_PLURAL = re.compile(r"\((?:s|e|es)\)")
_POLYARTHRITIS = re.compile(r"\bpolyarthritis\b")
"""An arthritis of several joints, in one word: the title of M00.09 stands among those of single joints."""
_VERTEBRAE = re.compile(r"\b([a-z]\d+)-([a-z]\d+) (?:thoracic )?vertebra\b")
_GRADE = frozenset(("unspecified", "other", "multiple", "single", "specified", "internal", "prosthetic", "unilateral"))
# Other words for the place, and how much of it is meant: "lunate [semilunar]", "scalp [any part]", "nose (septum)".
_MODIFIERS = re.compile(r"\[[^\]]*\]|\((?:septum|nail)\)")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_NOUNS = frozenset(
    [
        "site",
        "sites",
        "part",
        "parts",
        "region",
        "regions",
        "area",
        "areas",
        "joint",
        "joints",
        "bone",
        "bones",
        "limb",
        "limbs",
        "extremity",
        "extremities",
        "level",
        "levels",
        "digit",
        "digits",
        "quadrant",
    ]
)
_JOINERS = frozenset(("and", "of", "the", "or", "including"))
_NAMED = ("site", "noun")
# "Discitis, unspecified, lumbar region", "Osteochondropathy, unspecified of unspecified site": what stands before these
# is the disease, unless a place does ("of arm, unspecified").
_OF_THE_DISEASE = re.compile(r",|\s+(?:of|multiple)\b")
_BEFORE_PLACE = frozenset(("of", "the"))
SLOT = "§"


class Slot(Struct, frozen=True, array_like=True, gc=False):
    """One place in a title: the sites and the side it names, and how it is qualified.

    `open` says "unspecified", `residual` is "other" or "multiple" or "". `beside` are those of the sites that come
    with a side after one that comes without: the shoulder in "part of scapula, right shoulder". `beyond` tells that the
    residual reaches beyond the sites: "abdomen and other regions", not "other part of foot".
    """

    sites: tuple[str, ...]
    side: Side | None
    open: bool
    residual: str
    beside: tuple[str, ...] = ()
    beyond: bool = False


class Place(Struct, frozen=True, array_like=True, gc=False):
    """A title taken apart: its template and the slots in the order in which they stand."""

    template: tuple[str, ...]
    slots: tuple[Slot, ...]


class _Words:
    """The words of a title, each with what it can be in a place: a site, a side, a noun, a grade, a joiner or nothing.

    `owners` holds the site that a word belongs to, None for words outside a site.
    """

    __slots__ = ("marks", "owners", "words")

    def __init__(self, text: str, anatomy: Anatomy) -> None:
        spans = [match.span() for match in _WORD.finditer(text)]
        named = _named_sites(text, spans, anatomy)
        modifiers = [match.span() for match in _MODIFIERS.finditer(text)]
        kept = [at for at, (start, _) in enumerate(spans) if named[at] or not _is_inside(start, modifiers)]
        self.words = [text[slice(*spans[at])] for at in kept]
        self.owners = [named[at] for at in kept]
        self.marks: list[str | None] = ["site" if owner else None for owner in self.owners]
        for place, at in enumerate(kept):
            if self.marks[place] is None and not self._is_of_the_disease(place, text, spans[at][1]):
                self.marks[place] = _mark(self.words[place])

    def _is_of_the_disease(self, place: int, text: str, end: int) -> bool:
        """Return whether an "unspecified" qualifies the disease and not the place."""
        return (
            self.words[place] == "unspecified"
            and _OF_THE_DISEASE.match(text, end) is not None
            and (place == 0 or self.marks[place - 1] not in _NAMED)
        )


def _is_inside(start: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < start < stop for first, stop in spans)


def _named_sites(text: str, spans: list[tuple[int, int]], anatomy: Anatomy) -> list[str | None]:
    """Return the site that each word belongs to; synonyms in brackets name none."""
    synonyms = [match.span() for match in _BRACKETS.finditer(text)]
    named: list[str | None] = [None] * len(spans)
    for mention in anatomy.find(text):
        if any(start <= mention.start < end for start, end in synonyms):
            continue
        for at, (start, end) in enumerate(spans):
            if start >= mention.start and end <= mention.end:
                named[at] = mention.site
    return named


def read_title(title: str, anatomy: Anatomy) -> Place:
    """Take a title apart."""
    text = _PLURAL.sub("", _EXCEPTED.sub("", title.lower()))
    text = _POLYARTHRITIS.sub("arthritis, multiple sites", text)
    text = _VERTEBRAE.sub(r"\1 vertebra and \2 vertebra", text)
    read = _Words(text, anatomy)
    template: list[str] = []
    slots: list[Slot] = []
    place = 0
    while place < len(read.words):
        end = _run(read.marks, place)
        if not {"site", "noun"}.isdisjoint(read.marks[place:end]):
            slots.append(_slot(read.words[place:end], read.owners[place:end]))
            # "Osteonecrosis of right ulna" and "osteonecrosis, right hand" differ in place alone.
            while template and template[-1] in _BEFORE_PLACE:
                template.pop()
            template.append(SLOT)
            place = end
        else:
            template.append(read.words[place])
            place += 1
    # A sex is never a place: male and female breast have their own codes.
    template.extend(word for word in ("female", "male") if word in read.words)
    return Place(tuple(template), tuple(slots))


def _mark(word: str) -> str | None:
    if word in SIDE_WORDS:
        return "side"
    if word in _GRADE:
        return "grade"
    if word in _NOUNS:
        return "noun"
    return "joiner" if word in _JOINERS else None


def _run(marks: list[str | None], start: int) -> int:
    """Return the end of the run of place words that begins at `start`; joiners only count between place words."""
    end = start
    place = start
    while place < len(marks) and marks[place] is not None:
        if marks[place] != "joiner":
            end = place + 1
        elif place == start:
            break
        place += 1
    # "unspecified site, unspecified stage": what stands before a further word qualifies that word, not the place.
    while place < len(marks) and end > start + 1 and marks[end - 1] == "grade" and end < len(marks):
        end -= 1
    return max(end, start + 1)


def _slot(words: list[str], owners: list[str | None]) -> Slot:
    sites = tuple(dict.fromkeys(site for site in owners if site))
    sides = [SIDE_WORDS[word] for word in words if word in SIDE_WORDS]
    residual = next((word for word in words if word in ("other", "multiple")), "")
    return Slot(
        sites=sites,
        side=sides[0] if len(sides) == 1 else None,
        open="unspecified" in words and (bool(sites) or not residual),
        residual=residual,
        beside=_sided_after_bare(words, owners),
        beyond=bool(residual) and any(owners[: words.index(residual)]),
    )


def _sided_after_bare(words: list[str], owners: list[str | None]) -> tuple[str, ...]:
    bare: list[str] = []
    sided: list[str] = []
    for place, site in enumerate(owners):
        if site is None or site in bare or (place and owners[place - 1] == site):
            continue
        if place and (words[place - 1] in SIDE_WORDS or words[place - 1] == "unspecified"):
            sided += [site] if bare else []
        else:
            bare.append(site)
    return tuple(sided)
