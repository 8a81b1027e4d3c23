"""The site and side that a title names, and the template that is left when they are taken out.

"Other chronic hematogenous osteomyelitis, right femur" has the template "other chronic hematogenous osteomyelitis §"
with femur and right in the slot. Codes of one category with the same template differ in place alone, which is
what the rules about sites rest on; no digit of a code is trusted to say a site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.titles.side_groups import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side

_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
# "lower limb, except ankle and foot", "ear [any part, except ear drum]": what is excepted is no place of the code.
_EXCEPTED = re.compile(r",? (?:except|excluding) [^,\])]*")
# "Toe(s)" is "toe", "vertebra(e)" "vertebra".
_PLURAL = re.compile(r"\((?:s|e|es)\)")
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


@dataclass(frozen=True, slots=True)
class Slot:
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


@dataclass(frozen=True, slots=True)
class Place:
    """A title taken apart: its template and the slots in the order in which they stand."""

    template: tuple[str, ...]
    slots: tuple[Slot, ...]


def read_title(title: str, anatomy: Anatomy) -> Place:
    """Take a title apart."""
    text = _PLURAL.sub("", _EXCEPTED.sub("", title.lower()))
    text = _VERTEBRAE.sub(r"\1 vertebra and \2 vertebra", text)
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    marks: list[str | None] = [None] * len(words)
    owner: dict[int, str] = {}
    modifiers = [match.span() for match in _MODIFIERS.finditer(text)]
    synonyms = [match.span() for match in _BRACKETS.finditer(text)]
    for mention in anatomy.find(text):
        if any(start <= mention.start < end for start, end in synonyms):
            continue
        for place, (_, start, end) in enumerate(words):
            if start >= mention.start and end <= mention.end:
                marks[place] = "site"
                owner[place] = mention.site
    kept = [
        place
        for place, (_, start, _) in enumerate(words)
        if place in owner or not any(first < start < stop for first, stop in modifiers)
    ]
    words, marks = [words[place] for place in kept], [marks[place] for place in kept]
    owner = {place: owner[was] for place, was in enumerate(kept) if was in owner}
    for place, (word, _, end) in enumerate(words):
        if marks[place] is None and not (
            word == "unspecified" and _OF_THE_DISEASE.match(text, end) and (not place or marks[place - 1] not in _NAMED)
        ):
            marks[place] = _mark(word)
    template: list[str] = []
    slots: list[Slot] = []
    place = 0
    while place < len(words):
        end = _run(marks, place)
        kinds = marks[place:end]
        if "site" in kinds or "noun" in kinds:
            run = [words[i][0] for i in range(place, end)]
            slots.append(_slot(run, [owner.get(i) for i in range(place, end)]))
            # "Osteonecrosis of right ulna" and "osteonecrosis, right hand" differ in place alone.
            while template and template[-1] in _BEFORE_PLACE:
                template.pop()
            template.append(SLOT)
            place = end
        else:
            template.append(words[place][0])
            place += 1
    # A sex is never a place: male and female breast have codes of their own.
    template.extend(word for word in ("female", "male") if any(word == each for each, _, _ in words))
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
