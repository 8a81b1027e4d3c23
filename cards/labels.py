"""The labels of suggestions: a code, and what tells it from the other answers, in at most 80 characters.

"M86.561 - right tibia and fibula", "Add B95.62 - MRSA", "Keep E10.9 (type 1), remove E11.9".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.phrases.shortening import fitted_name, with_abbreviations
from cards.phrases.two_names import other_stages
from cards.short_names import differences, differing_name, name_in_list, name_with_seventh, new_seventh, short_name
from icd10cm.anatomy.side import Side
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.card_context import CardContext
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release

LONGEST_LABEL = 80
_SIDES = frozenset((Side.RIGHT, Side.LEFT))


def label_of(option: Correction, context: CardContext, longest: int = LONGEST_LABEL) -> str:
    """Return what tells this answer from the others, in at most `longest` characters."""
    match option:
        case AddCode(code=code):
            return _added(code, context, longest)
        case ReplaceCode(also=also):
            return _both(option, context) if also else _replacing(option, context, longest)
        case RemoveCode():
            return _removing(option, context, longest)
    return _coded(f"List {option.code} first", short_name(option.code, context.release), (), longest)


def label_of_all(context: CardContext) -> str:
    """Return the label of a suggestion that carries out all options of an issue, in at most 80 characters.

    What is kept is named at the beginning; options that have too little room for their names are codes alone.
    """
    first, *others = context.issue.options
    for longest in (LONGEST_LABEL, LONGEST_LABEL // (len(others) + 1) - len(" and "), 0):
        rest = "".join(_also(each, context, longest) for each in others)
        room = longest if any(not isinstance(each, RemoveCode) for each in others) else LONGEST_LABEL - len(rest)
        label = label_of(first, context, room) + rest
        if len(label) <= LONGEST_LABEL:
            return label
    return f"{len(others) + 1} changes, beginning with {label_of(first, context, 0)}"


def _also(option: Correction, context: CardContext, longest: int) -> str:
    """Return a further correction as the end of a label."""
    if isinstance(option, RemoveCode):
        return f" (remove {context.code_of(option.diagnosis)})"
    text = label_of(option, context, longest)
    return f" and {text[0].lower()}{text[1:]}"


def _added(code: str, context: CardContext, longest: int) -> str:
    apart = differences(context.issue.choices, context.release).get(code, "") if context.issue.together else ""
    name = apart or name_in_list(code, context.issue.choices) or short_name(code, context.release)
    return _coded(f"Add {code}", name, _titles_above(code, context), longest)


def _removing(option: RemoveCode, context: CardContext, longest: int) -> str:
    release, removed, keeps = context.release, context.code_of(option.diagnosis), option.keeps
    if not keeps:
        return _coded(f"Remove {removed}", short_name(removed, release), _titles_above(removed, context), longest)
    kept = _kept_name(keeps, removed, longest - len(f"Keep {keeps} (), remove {removed}"), release)
    return f"Keep {keeps} ({kept}), remove {removed}" if kept else f"Keep {keeps}, remove {removed}"


def _kept_name(keeps: str, removed: str, room: int, release: Release) -> str:
    """Return the name of a code to keep: of one category what it says and the other does not, where that fits alone."""
    name = differing_name(keeps, removed, release)
    if len(with_abbreviations(name)) > room and keeps[:3] == removed[:3]:
        apart = differences((removed, keeps), release).get(keeps, "")
        name = apart if 0 < len(apart) <= room else name
    return fitted_name(name, (release.title(removed),), room) if name else ""


def _replacing(option: ReplaceCode, context: CardContext, longest: int) -> str:
    """Return a code with what its title says and those of the old code and the other choices do not."""
    turned = _turned(context.code_of(option.diagnosis), option.code, context.release)
    if turned and longest == LONGEST_LABEL and len(context.issue.choices) == 1:
        return _with_turned(option, turned, context)
    return _apart(option, context, longest)


def _with_turned(option: ReplaceCode, turned: str, context: CardContext) -> str:
    """Return a code with its name and what its other 7th character says: "left tibia, open type I or II"."""
    release, code = context.release, option.code
    before = release.title(context.code_of(option.diagnosis))
    name = fitted_name(short_name(code, release), (before,), LONGEST_LABEL - len(_joined(code, f", {turned}")))
    return _joined(code, f"{name}, {turned}" if name else turned)


def _apart(option: ReplaceCode, context: CardContext, longest: int) -> str:
    release, code = context.release, option.code
    old = context.code_of(option.diagnosis)
    told = name_in_list(code, context.issue.choices) or other_stages(release.title(code), release.title(old))
    if told:
        return _joined(code, told)
    others = dict.fromkeys((old, *context.issue.choices, code))
    titled = tuple(each for each in others if release.title(each) and each[:3] == code[:3])
    if len(titled) > 1:
        titles = [release.title(each) for each in titled if each != code]
        return _coded(code, differences(titled, release).get(code, ""), titles, longest)
    name = name_with_seventh(code, release)
    if len(_joined(code, name)) > longest:
        name = short_name(code, release)
    return _coded(code, name, _titles_above(code, context), longest)


def _turned(before: str, code: str, release: Release) -> str:
    """Return what another 7th character says where more than that is new: a fracture with its side that is open too."""
    return new_seventh(before, code, release) if before[:-1] != code[:-1] else ""


def _both(option: ReplaceCode, context: CardContext) -> str:
    """Return the codes of both sides: "C78.01 and C78.02 - both sides"."""
    sides = {context.side(code) for code in (option.code, *option.also)}
    return _joined(" and ".join((option.code, *option.also)), "both sides" if sides >= _SIDES else "")


def _titles_above(code: str, context: CardContext) -> tuple[str, ...]:
    """Return the title of the level above a code, which says nothing about the code alone."""
    node = context.release.node(code)
    above = () if node is None else tuple(context.release.lineage(node.index))[1:2]
    return tuple(each.title for each in above)


def _coded(code: str, name: str, others: Iterable[str], longest: int) -> str:
    return _joined(code, fitted_name(name, others, longest - len(_joined(code, " "))))


def _joined(code: str, name: str) -> str:
    return f"{code} - {name.lstrip()}" if name else code
