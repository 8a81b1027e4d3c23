"""Phrases about the codes of an issue: their names, what they leave open, what tells them apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cards.markdown import plain
from cards.phrases.note_words import asked_for
from cards.short_names import differences, kind_of, short_name
from icd10cm.anatomy.side import Side
from icd10cm.issue import AddCode
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cards.card_context import Matter

_OPEN = re.compile(r"\b(?:unspecified|other|multiple)\b", re.IGNORECASE)
_OPEN_WORDS = re.compile(
    r"unspecified(?: (?:part|site|side) of)? (?!affecting)[a-z]+(?: (?:and|or) [a-z]+)?"
    r"|(?:other|multiple) sites?|unspecified"
)
_LONGEST_OPEN = 40
_LONGEST_CHOICE = 64
_ONE_SIDE = (Side.LEFT, Side.RIGHT)
_SIDES = ("right", "left", "bilateral")


def _concerned(matter: Matter) -> tuple[str, ...]:
    """Return the codes that a question is about: those of the issue, or its one code and the other that is evidence."""
    codes = matter.issue.codes
    return (*codes[:1], *(codes[1:] or matter.other_codes()))


def _at(place: int) -> Callable[[Matter], str]:
    def code(matter: Matter) -> str:
        codes = _concerned(matter)
        return plain(codes[place], 20) if len(codes) > place else ""

    return code


def _name_at(place: int) -> Callable[[Matter], str]:
    def name(matter: Matter) -> str:
        codes = _concerned(matter)
        return short_name(codes[place], matter.release) if len(codes) > place else ""

    return name


def _cause(matter: Matter) -> str:
    """Return the name of the second code without what it is accompanied by: "type 2 diabetes" with a foot ulcer."""
    return _name_at(1)(matter).partition(" with ")[0]


def _only(matter: Matter) -> str:
    """Return the code of the issue where another one is to be added to it and nothing is replaced."""
    options = matter.issue.options
    return _at(0)(matter) if options and all(isinstance(each, AddCode) for each in options) else ""


def _codes(matter: Matter) -> str:
    """Return the codes concerned, in a row: "E10.9, E11.9"."""
    return ", ".join(plain(code, 20) for code in _concerned(matter)[:3])


def _single_choice(matter: Matter) -> str:
    choices = matter.issue.choices
    return choices[0] if len(choices) == 1 else ""


def _open(matter: Matter) -> str:
    """Return what the title leaves open, in its own words: "unspecified site"."""
    code = matter.issue.codes[0] if matter.issue.codes else ""
    title = matter.release.title(code)
    if not title:
        return ""
    if matter.issue.choices:
        part = differences((code, *matter.issue.choices), matter.release)[code]
        if _OPEN.search(part) and len(part) <= _LONGEST_OPEN and part not in (title, short_name(code, matter.release)):
            return part
    found = _OPEN_WORDS.findall(title)
    return found[-1] if found else ""


def _answer(matter: Matter) -> str:
    """Return what the only choice says and the code does not: "right tibia and fibula"."""
    choice = _single_choice(matter)
    if not choice or not matter.issue.codes:
        return ""
    code = matter.issue.codes[0]
    return differences((code, choice), matter.release)[choice] if code != choice else ""


def _own(matter: Matter) -> str:
    """Return what the code says where the only choice says otherwise: "closed fracture"."""
    choice = _single_choice(matter)
    code = matter.issue.codes[0] if matter.issue.codes else ""
    return differences((code, choice), matter.release)[code] if choice and code != choice else ""


def _own_open(matter: Matter) -> str:
    """Return what the code says of a fracture where the choice says the opposite: "closed fracture"."""
    own, other = _own(matter), _answer(matter)
    opposite = ("closed" in own and "open" in other) or ("open" in own and "closed" in other)
    return own if opposite else ""


def _side_choice(matter: Matter) -> str:
    """Return "left or right hip prosthesis" where code and choice differ in side alone, "" otherwise."""
    choice = _single_choice(matter)
    own, other = _own(matter), _answer(matter)
    if not choice or matter.side(matter.issue.codes[0]) == matter.side(choice):
        return ""
    own_site, other_site = _unsided(own), _unsided(other)
    return f"left or right {own_site}".strip() if own != own_site and own_site == other_site else ""


def _unsided(words: str) -> str:
    return next((words[len(side) + 1 :] for side in _SIDES if words == side or words.startswith(f"{side} ")), words)


def _side(matter: Matter) -> str:
    side = matter.side(matter.issue.codes[0]) if matter.issue.codes else None
    return str(side) if side in _ONE_SIDE else ""


def _sides(matter: Matter) -> str:
    """Return the sides among the choices, as a question: "left or right"."""
    sides = {matter.side(choice) for choice in matter.issue.choices}
    if {Side.LEFT, Side.RIGHT} <= sides:
        or_both = Side.BILATERAL in sides or any(getattr(option, "also", ()) for option in matter.issue.options)
        return "left, right or both sides" if or_both else "left or right"
    return ""


def _choices(matter: Matter) -> str:
    """Return what tells a few choices apart, as a question: "active treatment, follow-up or late effect"."""
    choices = matter.issue.choices
    if not 1 < len(choices) <= 4:
        return ""
    words = in_a_row(list(dict.fromkeys(differences(choices, matter.release).values())), "or")
    return words if len(words) <= _LONGEST_CHOICE else ""


def in_a_row(words: Sequence[str], last: str) -> str:
    """Return words as a list in a sentence: "a, b or c".

    >>> in_a_row(["a", "b", "c"], "or")
    'a, b or c'
    """
    return f" {last} ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def _either(matter: Matter) -> str:
    """Return "type 1 or type 2 diabetes" for two names that differ in one word, "" for others."""
    one, other = _name_at(0)(matter).split(), _name_at(1)(matter).split()
    if len(one) != len(other) or len(one) < 2:
        return ""
    unlike = [place for place, words in enumerate(zip(one, other, strict=True)) if words[0] != words[1]]
    if len(unlike) != 1 or unlike[0] == len(one) - 1:
        return ""
    place = unlike[0]
    return " ".join((*one[: place + 1], "or", *other[: place + 1], *one[place + 1 :]))


def _noun(matter: Matter) -> str:
    """Return what the note asks for: "stage of the chronic kidney disease"."""
    return next(filter(None, map(asked_for, matter.issue.basis)), "")


def _missing(matter: Matter) -> str:
    """Return how many characters a code lacks, "" where the choices do not say."""
    code = matter.issue.codes[0] if matter.issue.codes else ""
    lengths = {len(choice.replace(".", "")) - len(code.replace(".", "")) for choice in matter.issue.choices}
    return "needs one more character" if lengths == {1} else "needs more characters"


def _kind(matter: Matter) -> str:
    return kind_of(matter.issue.codes[0]) if matter.issue.codes else ""


def _combined(matter: Matter) -> str:
    """Return the name of the only choice, for one that covers both codes."""
    choice = _single_choice(matter)
    return short_name(choice, matter.release) if choice else ""


def _named_inside(matter: Matter) -> str:
    """Return the name of the only choice where the code's own title names it: "COVID-19" of J12.82."""
    name = _combined(matter)
    code = matter.issue.codes[0] if matter.issue.codes else ""
    titled = f"{matter.release.title(code)} {short_name(code, matter.release)}"
    return name if name and name.casefold() in titled.casefold() else ""


def _nearest(matter: Matter) -> str:
    """Return the name of the code that begins an unknown one: "infected right knee prosthesis" for T84.53A."""
    code = _nearest_code(matter)
    return short_name(code, matter.release) if code else ""


def _nearest_code(matter: Matter) -> str:
    node = matter.release.nearest(matter.issue.codes[0]) if matter.issue.codes else None
    return "" if node is None else node.code


def _left_or_right(matter: Matter) -> str:
    """Return "left or right" where code and choices differ in side."""
    side = matter.side(matter.issue.codes[0]) if matter.issue.codes else None
    others = {matter.side(choice) for choice in matter.issue.choices}
    return "left or right" if side in _ONE_SIDE and any(each in _ONE_SIDE and each != side for each in others) else ""


def _both(matter: Matter) -> str:
    return "both sides" if matter.issue.together else ""


def _sited(matter: Matter) -> str:
    """Return the name of the code where its choices differ in place."""
    places = [matter.release.places_of(choice) for choice in matter.issue.choices]
    return _name_at(0)(matter) if all(places) and len(set(places)) > 1 else ""


def _day_of_service(matter: Matter) -> str:
    return us_date(matter.chart.encounter.date_of_service)


SLOTS: Mapping[str, Callable[[Matter], str]] = {
    "code": _at(0),
    "code2": _at(1),
    "codes": _codes,
    "name": _name_at(0),
    "name2": _name_at(1),
    "cause": _cause,
    "only_code": _only,
    "open": _open,
    "answer": _answer,
    "own": _own,
    "own_open": _own_open,
    "side_choice": _side_choice,
    "side": _side,
    "sides": _sides,
    "choices": _choices,
    "choice": _single_choice,
    "either": _either,
    "noun": _noun,
    "missing": _missing,
    "kind": _kind,
    "combined": _combined,
    "named_inside": _named_inside,
    "nearest": _nearest,
    "near_code": _nearest_code,
    "left_or_right": _left_or_right,
    "both": _both,
    "sited": _sited,
    "service_day": _day_of_service,
}


def slots_of(sentences: Iterable[str]) -> set[str]:
    """Return the names of the slots that sentences have."""
    return {name.lower() for sentence in sentences for name in re.findall(r"\{(\w+)\}", sentence)}
