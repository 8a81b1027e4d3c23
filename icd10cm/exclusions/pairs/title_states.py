"""What titles say of the state of a disease: "without complications", "uncomplicated", "in remission".

Such a code is recognized by its title, which is that of a level above it and the state. All other codes below that
level are then of another state: "Zoster meningitis" (B02.1) is a complication of what B02.9, "Zoster without
complications", denies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from icd10cm.anatomy.side import Side
    from icd10cm.releases.release import Release

_UNCOMPLICATED = "uncomplicated"
_REMISSION = "remission"
_STATES = {
    _UNCOMPLICATED: re.compile(r",? (?:uncomplicated|without complications?)(?:$|,| of ).*"),
    _REMISSION: re.compile(r"(?: without complications)?,? in remission$"),
}
_NAMED = {_UNCOMPLICATED: "complicat", _REMISSION: _REMISSION}
"""What a title has to say, which few of a category do, before its words are compared."""
_NO_COMPLICATION = re.compile(r"\b(?:in remission|presymptomatic)\b")
_LEFT_OUT = re.compile(r" \[[^\]]*\]|,|-related\b")


def says_uncomplicated(code: str, release: Release) -> bool:
    """Return whether a code says that its disease has no complications."""
    return _disease((code, _UNCOMPLICATED), release) is not None


def gives_way_to_complication(code: str, other: str, release: Release) -> bool:
    """Return whether a code says that its disease has no complications, or is over, and another one is one of them."""
    diseases = (_disease((code, state), release) for state in _STATES)
    complicated = _of_other_state((other, _UNCOMPLICATED), release)
    return any(disease in complicated for disease in diseases)


@kept_with_release
def states_said(code: str, release: Release) -> tuple[tuple[Hashable, bool], ...]:
    """Return what a code says of the states that its disease may have, each of one disease and side."""
    said: list[tuple[Hashable, bool]] = []
    for state in _STATES:
        own = _disease((code, state), release)
        found = [(each, False) for each in _of_other_state((code, state), release)]
        found += [] if own is None else [(own, True)]
        said += [((disease, state, _side(code, (disease, state), release)), value) for disease, value in found]
    return tuple(said)


def _disease(coded: tuple[str, str], release: Release) -> str | None:
    """Return the level above a code whose disease the code says to be in a state; None for most codes."""
    code, state = coded
    node = release.node(code)
    return None if node is None else _diseases((release.notes.categories[node.index], state), release).get(node.index)


@kept_with_release
def _diseases(within: tuple[int, str], release: Release) -> Mapping[int, str]:
    """Return for the few nodes of a category that say that a disease is in a state the level of that disease."""
    category, state = within
    nodes, named = release.tabular.nodes, _NAMED[state]
    found = {}
    for node in nodes[category : nodes[category].end]:
        if named in node.title:
            head, says = _STATES[state].subn("", node.title)
            above = (each.code for each in release.lineage(node.index) if says and _bare(each.title) == _bare(head))
            level = next(above, None)
            found.update({node.index: level} if level else {})
    return found


def _bare(title: str) -> str:
    """Return the words that two levels have alike: "Zoster" of "Zoster [herpes zoster]"."""
    return _LEFT_OUT.sub("", title)


@kept_with_release
def _of_other_state(coded: tuple[str, str], release: Release) -> tuple[str, ...]:
    """Return the levels above a code that have a code for a state, where this one is of another state."""
    code, state = coded
    node = release.node(code)
    if node is None or (state == _UNCOMPLICATED and _NO_COMPLICATION.search(node.title)):
        return ()
    own = (code, _disease(coded, release))
    above = (each.code for each in release.lineage(node.index) if each.code not in own)
    return tuple(each for each in above if _in_state((each, state), release))


def _side(code: str, level: tuple[str, str], release: Release) -> Side | None:
    """Return the side of a code where the codes for the state have sides: "without complications, right ear"."""
    sided = any(release.side_of(each) for each in _in_state(level, release))
    return release.side_of(code) if sided else None


def _in_state(level: tuple[str, str], release: Release) -> tuple[str, ...]:
    """Return the codes below a level that say that the disease of that level is in a state."""
    code, state = level
    node = release.node(code)
    if node is None:
        return ()
    diseases = _diseases((release.notes.categories[node.index], state), release)
    return tuple([release.tabular.nodes[index].code for index, disease in diseases.items() if disease == code])
