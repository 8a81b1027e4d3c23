"""What a release says of a code, and what two codes say of each other. Pure; `explain_text` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.open_axes import finer_sides, open_sides, open_sites
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.exclusions.excludes1_scope import narrower, one_of_several, why_allowed
from icd10cm.inspect.effective_dates import effective_dates_of
from icd10cm.releases.index_leads import entries_for
from icd10cm.tabular.code_form import as_printed
from icd10cm.tabular.model import NOTE_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

# The kinds of notes that name other codes, as pairs are explained.
_BETWEEN = ("excludes1", "excludes2", "useAdditionalCode", "codeFirst", "codeAlso")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way down to a code: a chapter, a section, a category ... and its title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Note:
    """One note line: its kind, the node that holds it, its lead-in ("" = none) and its words as printed."""

    element: str
    holder: str
    lead: str
    line: str


@dataclass(frozen=True, slots=True)
class Option:
    """A code that fills in what another leaves open; `says` is "right", "left", "bilateral" or "site"."""

    says: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class CodeExplained:
    """Everything that a release says of one code.

    `asked` is what was asked for, `code` its printed form. `state` is "valid code", "header", "needs a 7th
    character" or "unknown"; for an unknown one everything else speaks of the nearest node, whose code is `nearest`.
    `children` are the codes below a header. `sevenths` are (character, meaning, code), held by `seventh_holder`.
    `options` fill in a side or a site that the code leaves open, `beside` are the same code for the other sides.
    `effective` says in words how long a valid code is effective, `ends` that its own last day is known; `index` are the
    entries of the Alphabetic Index that lead to the code, where the release has an Index.
    """

    asked: str
    code: str
    state: str
    title: str
    nearest: str
    path: tuple[Step, ...]
    children: tuple[Step, ...]
    terms: tuple[str, ...]
    notes: tuple[Note, ...]
    seventh_holder: str
    sevenths: tuple[tuple[str, str, str], ...]
    options: tuple[Option, ...]
    beside: tuple[Option, ...]
    effective: tuple[str, ...] = ()
    ends: bool = False
    index: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a note that applies at `of` says that names `about`."""

    of: str
    about: str
    note: Note


@dataclass(frozen=True, slots=True)
class PairExplained:
    """What two codes say of each other.

    `excludes1` is "" without such a note, "question" where the rule `Excludes1` asks about the pair, and otherwise the
    reason for which it stays silent.
    """

    one: str
    other: str
    statements: tuple[Statement, ...]
    excludes1: str


def explain_code(text: str, release: Release) -> CodeExplained:
    """Return what the release says of the code in `text`, in any case, with or without its dot."""
    code = as_printed(text)
    node = release.node(code)
    shown = node or release.nearest(code)
    if shown is None:
        return CodeExplained(text, code, "unknown", "", "", (), (), (), (), "", (), (), ())
    seventh, dates = release.seventh(shown.index), effective_dates_of(code, release)
    return CodeExplained(
        asked=text,
        code=code,
        state=_state(code, node, release),
        title=release.title(code) if node else "",
        nearest=shown.code,
        path=tuple(_path(shown, release)),
        children=tuple(_steps(shown.children, release)),
        terms=shown.inclusion_terms,
        notes=tuple(_note(line) for element in NOTE_ELEMENTS for line in release.notes.inherited(shown.index, element)),
        seventh_holder=seventh.holder if seventh else "",
        sevenths=tuple(_sevenths(shown, release)),
        options=tuple(_options(code, node, release)),
        beside=tuple(_beside(code, node, release)),
        effective=dates.lines if dates else (),
        ends=bool(dates and dates.ends),
        index=tuple(lead.text for lead in entries_for(code, release)),
    )


def explain_pair(one: str, other: str, release: Release) -> PairExplained:
    """Return what two codes of the release say of each other; nothing for one that it does not hold."""
    facts = read_encounter(
        CodedEncounter(release.effective_from, tuple(Diagnosis(code, as_printed(code)) for code in (one, other))),
        release,
    )
    first, second = facts.diagnoses
    return PairExplained(
        one=first.code,
        other=second.code,
        statements=(*_statements(first, second, release), *_statements(second, first, release)),
        excludes1=_excludes1(first, second, facts),
    )


def _state(code: str, node: Node | None, release: Release) -> str:
    if node is None:
        return "unknown"
    if release.is_valid(code):
        return "valid code"
    return "header" if node.children else "needs a 7th character"


def _steps(indexes: Iterable[int], release: Release) -> Iterator[Step]:
    for node in map(release.tabular.nodes.__getitem__, indexes):
        yield Step(node.code, node.title)


def _path(node: Node, release: Release) -> Iterator[Step]:
    tabular = release.tabular
    chapter = next(each for each in tabular.chapters if each.first <= node.index < each.end)
    yield Step(chapter.name, chapter.title)
    sections = [each for each in tabular.sections if each.first <= node.index < each.end]
    for section in sorted(sections, key=lambda each: each.first - each.end):
        yield Step(section.id, section.title)
    for each in reversed(list(release.lineage(node.index))):
        yield Step(each.code, each.title)


def _note(line: NoteLine) -> Note:
    return Note(line.element, line.holder, line.lead, line.line)


def _sevenths(node: Node, release: Release) -> Iterator[tuple[str, str, str]]:
    seventh = release.seventh(node.index)
    if seventh is None:
        return
    codes = {code[-1]: code for code in release.codes_at(node.index)}
    for character, meaning in seventh.meanings:
        yield character, meaning, codes.get(character, "")


def _options(code: str, node: Node | None, release: Release) -> Iterator[Option]:
    if node is None or node.children:
        return
    finer = finer_sides(node.index, release)
    if finer is not None:
        yield from (
            Option(side.value, each, release.title(each))
            for side, leaves in finer.sided.items()
            for each in (carry(code, leaf, release) for leaf in leaves)
        )
        return
    yield from (
        Option(side.value, each, release.title(each))
        for side, codes in open_sides(code, release).items()
        for each in codes
    )
    for leaf in open_sites(node.index, release):
        yield Option("site", carry(code, leaf, release), release.tabular.nodes[leaf].title)


def _beside(code: str, node: Node | None, release: Release) -> Iterator[Option]:
    """Yield the codes that say the same of the other sides, and the one that leaves the side open."""
    group = None if node is None or node.children else release.families.side_group(node.index)
    if node is None or group is None or group.side_of(node.index) is None:
        return
    own = group.side_of(node.index)
    for side in Side:
        for leaf in group.sided.get(side, ()) if side is not own else ():
            yield Option(side.value, carry(code, leaf, release), release.tabular.nodes[leaf].title)
    for leaf in group.unspecified:
        yield Option("unspecified", carry(code, leaf, release), release.tabular.nodes[leaf].title)


def _statements(one: DiagnosisFacts, other: DiagnosisFacts, release: Release) -> Iterator[Statement]:
    if other.node is None:
        return
    for element in _BETWEEN:
        for line in release.notes_for(one.code, element):
            if line.names(other.node.index, other.code):
                yield Statement(one.code, other.code, _note(line))


def _excludes1(first: DiagnosisFacts, second: DiagnosisFacts, facts: EncounterFacts) -> str:
    """Return what the rule concludes from the Excludes1 notes between the two."""
    reasons: list[str] = []
    lines: list[NoteLine] = []
    for one, other in ((first, second), (second, first)):
        for line in facts.release.notes_for(one.code, "excludes1"):
            if other.node is None or not line.names(other.node.index, other.code):
                continue
            if one.node is other.node:
                return "both are the same code but for the 7th character"
            lines.append(line)
            reasons.append(narrower(line, other, facts) or one_of_several(line, one, other, facts.release))
    if not reasons:
        return ""
    return reasons[0] if all(reasons) else why_allowed(first, second, lines, facts) or "question"
