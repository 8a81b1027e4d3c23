"""Phrases about a question's two codes: what tells them apart, and how the second one leads to the first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cards.markdown import plain
from cards.phrases.shortening import with_abbreviations
from cards.phrases.two_names import added, either_of, in_a_row, in_common, said_together, stages_of
from cards.short_names import differences, is_plural, name_beside, short_name
from icd10cm.issue import AddCode, RemoveCode
from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext
    from cards.phrases.two_names import Names

_LONGEST_PART = 60
_TWO = 2
_MOST = 4
_MOST_CODES = 4
_CATEGORY = 3
_UNSPECIFIED = "unspecified"
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_DENIAL = re.compile(
    r"\bwithout (?:complications?|residual deficits)|\buncomplicated(?: delivery)?|\bnormal(?: first)? pregnancy"
)
_ACCOMPANIED = re.compile(r",? with(?:out)? ")


def concerned(context: CardContext) -> tuple[str, ...]:
    """Return the codes that a question is about: those of the issue, or its one code and the other that is evidence."""
    found: tuple[str, ...] | None = context.derived.get(concerned)
    if found is None:
        codes = context.issue.codes
        found = context.derived[concerned] = (*codes[:1], *(codes[1:] or context.other_codes()))
    return found


def _apart_at(place: int) -> Callable[[CardContext], str]:
    def apart(context: CardContext) -> str:
        """Return what one of two codes of a category says and the other does not; "" where that says too little."""
        pair = concerned(context)[:2]
        if len(pair) < 2 or pair[0][:3] != pair[1][:3]:
            return ""
        parts = differences(pair, context.release)
        found = parts[pair[place]]
        return found if all(parts.values()) and len(found) <= _LONGEST_PART else ""

    return apart


def _apart_both(context: CardContext) -> str:
    """Return what each of two codes of a category says and the other one does not: "mild, right and severe, left"."""
    pair = concerned(context)[:2]
    if len(pair) < 2 or pair[0][:3] != pair[1][:3]:
        return ""
    parts = [with_abbreviations(differences(pair, context.release)[code]) for code in pair]
    return in_a_row(parts, "and") if all(parts) else ""


def _second(context: CardContext) -> str:
    """Return what the second code says beyond the first where both are of one category: "stage 4"."""
    pair = concerned(context)[:2]
    if len(pair) < 2 or pair[0][:3] != pair[1][:3]:
        return ""
    found = " ".join(_IN_BRACKETS.sub(" ", differences(pair, context.release)[pair[1]]).split()).replace(" ,", ",")
    return found if len(found) <= _LONGEST_PART else ""


def _name(context: CardContext, place: int) -> str:
    codes = concerned(context)
    return name_beside(codes[place], codes, context.release) if len(codes) > place else ""


def _pair(context: CardContext) -> str:
    """Return both names, what they share said once: "displaced and nondisplaced fracture of left radius"."""
    return said_together((_name(context, 0), _name(context, 1)))


def _either(context: CardContext) -> str:
    """Return both names as a choice, what they share said once: "type 1 or type 2 diabetes"."""
    names = _name(context, 0), _name(context, 1)
    return _denied(context, names) or either_of(names)


def _of_types(context: CardContext) -> dict[str, list[str]]:
    """Return the codes of two categories, where there are more than two, each with the category that they are of."""
    found: dict[str, list[str]] = {}
    for code in context.issue.codes if len(context.issue.codes) > _TWO else ():
        found.setdefault(code[:_CATEGORY], []).append(plain(code, 20))
    return found if len(found) == _TWO else {}


def _types(context: CardContext) -> str:
    """Return two types of one disease as a choice, by their categories: "type 1 or type 2 diabetes"."""
    names = [short_name(category, context.release) for category in _of_types(context)]
    return either_of((names[0], names[1])) if names else ""


def _type_codes(context: CardContext) -> str:
    """Return the codes of each type: "E10.649; E11.40 and E11.51"."""
    return "; ".join(in_a_row(codes[:_MOST_CODES], "and") for codes in _of_types(context).values())


def _part_of_pair(place: int) -> Callable[[CardContext], str]:
    def part(context: CardContext) -> str:
        """Return what both names share, or what one says in its place; "" of injuries, which may well be two."""
        codes = concerned(context)
        are_injuries = any(code.startswith(load_policy().injuries) for code in codes)
        if len(codes) != _TWO or are_injuries:
            return ""
        return in_common((_name(context, 0), _name(context, 1)))[place]

    return part


def _by_hand(context: CardContext) -> str:
    """Return what to do about one condition coded twice where no button does it."""
    return "" if context.issue.options else "remove the code that does not apply"


def _stages(context: CardContext) -> str:
    """Return the stages of a kidney disease that the first code is for: "stages 1 to 4", "stage 5 or ESRD"."""
    return stages_of(context.release.title(next(iter(context.issue.codes), "")))


def _denied(context: CardContext, names: Names) -> str:
    """Return "epilepsy with or without status epilepticus" for two titles of which one denies what the other says."""
    pair = concerned(context)[:2]
    if len(pair) < _TWO or pair[0][:3] != pair[1][:3]:
        return ""
    parts = [differences(pair, context.release)[code].partition(" ") for code in pair]
    said = {rest for _, _, rest in parts}
    name = min(names, key=len)
    if {first for first, _, _ in parts} != {"with", "without"} or len(said) > 1 or name in said:
        return ""
    return f"{name} with or without {said.pop()}"


def _each_of(context: CardContext) -> str:
    """Return what tells three or four codes of a category apart, as a choice: "stage 3a, stage 4 or stage 5"."""
    codes = concerned(context)
    if not _TWO < len(codes) <= _MOST or len({code[:3] for code in codes}) > 1:
        return ""
    parts = differences(codes, context.release)
    return in_a_row([parts[code] for code in codes], "or") if all(parts.values()) else ""


def _added(context: CardContext) -> str:
    """Return what the name of the second code says in addition to that of the first: "left"."""
    return added((_name(context, 0), _name(context, 1)))


def _unspecified(context: CardContext) -> str:
    """Return "unspecified" where the title of the first code says so of a disease and not of a sign."""
    code = next(iter(concerned(context)), "")
    title = context.release.title(code).lower()
    of_disease = _UNSPECIFIED in title and f"with {_UNSPECIFIED}" not in title
    return _UNSPECIFIED if of_disease and not code.startswith(load_policy().symptoms) else ""


def _cause(context: CardContext) -> str:
    """Return the name of the second code without what it is accompanied by: "type 2 diabetes" with a foot ulcer."""
    return _ACCOMPANIED.split(_name(context, 1), maxsplit=1)[0]


def _head(context: CardContext) -> str:
    """Return the name of the first code without what it is accompanied by."""
    return _ACCOMPANIED.split(_name(context, 0), maxsplit=1)[0]


def _linked(context: CardContext) -> str:
    """Return the names of all that a code is linked with, where they are several: "chronic kidney disease and gout"."""
    codes = dict.fromkeys((*context.issue.codes[1:], *context.other_codes()))
    names = [short_name(code, context.release) for code in codes]
    return in_a_row(names, "and") if 1 < len(names) <= _MOST and all(names) else ""


def _verb(place: int, singular: str, plural: str) -> Callable[[CardContext], str]:
    def verb(context: CardContext) -> str:
        """Return the verb that agrees with the name of a code; of a code without a name, the singular."""
        return plural if is_plural(_name(context, place)) else singular

    return verb


def _denial(context: CardContext) -> str:
    """Return what the title of the first code denies, as it is printed: "without complications"; "" for nothing."""
    found = _DENIAL.search(context.release.title(next(iter(context.issue.codes), "")))
    return found[0] if found else ""


def _remains(context: CardContext) -> str:
    """Return the code that stays where the one asked about is not kept either way; "" otherwise."""
    issue = context.issue
    kept = (each.keeps for each in issue.options if isinstance(each, RemoveCode))
    return next(kept, "") if len(issue.options) > 1 else ""


def _status(context: CardContext) -> str:
    """Return the first code where it is that of a circumstance, such as weeks of gestation, which nothing causes."""
    codes = concerned(context)
    return codes[0] if codes and codes[0].startswith(load_policy().circumstances) else ""


def _only(context: CardContext) -> str:
    """Return the code of the issue where another one is to be added to it and nothing is replaced."""
    options, codes = context.issue.options, context.issue.codes
    return codes[0] if codes and options and all(isinstance(each, AddCode) for each in options) else ""


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "apart": _apart_at(0),
    "apart2": _apart_at(1),
    "apart_both": _apart_both,
    "second": _second,
    "pair": _pair,
    "added": _added,
    "unspecified": _unspecified,
    "either": _either,
    "types": _types,
    "type_codes": _type_codes,
    "in_common": _part_of_pair(0),
    "one_part": _part_of_pair(1),
    "other_part": _part_of_pair(2),
    "by_hand": _by_hand,
    "stages": _stages,
    "each_of": _each_of,
    "cause": _cause,
    "head": _head,
    "linked": _linked,
    "is": _verb(0, "is", "are"),
    "is2": _verb(1, "is", "are"),
    "denial": _denial,
    "remains": _remains,
    "it_is": _verb(0, "it is", "they are"),
    "status": _status,
    "only_code": _only,
}
