"""Whether two codes are reported together, so that one does not replace the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.disease.kind_candidates import names_of
from icd10cm.code_editor import load_code_editor
from icd10cm.evidence.sequence import says_elsewhere
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import said_in

if TYPE_CHECKING:
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_COMPANIONS = ("useAdditionalCode", "codeFirst", "codeAlso")


def are_coded_together(code: str, coded: Node, release: Release) -> bool:
    """Return whether a code is a manifestation or its cause, or a note has it beside the coded one."""
    at = release.position(code)
    if at is None or load_code_editor().is_manifestation(code):
        return True
    return _is_cause(at, code, coded, release) or any(
        line.names(position, other)
        for one, position, other in ((code, coded.index, coded.code), (coded.code, at, code))
        for element in _COMPANIONS
        for line in release.notes_for(one, element)
    )


def _is_cause(at: int, code: str, coded: Node, release: Release) -> bool:
    """Return whether a manifestation of the coded disease is due to a code: Lewy bodies (G31.83) and F02.- (I.A.13)."""
    names = names_of(coded.index, release)
    lines = (line for title, line in _causes_of_manifestations("", release) if any(name <= title for name in names))
    return any(line.names(at, code) for line in lines)


@kept_with_release
def _causes_of_manifestations(_: str, release: Release) -> tuple[tuple[frozenset[str], NoteLine], ...]:
    """Return the code-first lines of the categories in diseases classified elsewhere, each with what the title says."""
    elsewhere = (node for node in release.tabular.nodes if node.parent < 0 and says_elsewhere(node.title))
    return tuple(
        (said_in(node.title), line)
        for node in elsewhere
        for line in release.notes.at(node.code)
        if line.element == "codeFirst"
    )
