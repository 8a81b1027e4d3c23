"""What a release holds, and how much of its notes could be read: `coding-cards release check`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.inspect.excludes1_pairs import PairFigures, count_excludes1_pairs
from icd10cm.inspect.open_axis_figures import AxisFigures, count_axes
from icd10cm.notes.references import read_references
from icd10cm.policy import load_policy
from icd10cm.releases.index_leads import unresolved
from icd10cm.tabular.model import NOTE_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.notes.note_lines import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import NoteBlock, TabularList

ACTIONABLE = ("excludes1", "excludes2", "useAdditionalCode", "codeFirst", "codeAlso")
INCLUSION_TERM = "inclusionTerm"


@dataclass(frozen=True, slots=True)
class ElementFigures:
    """One kind of note: its blocks and lines, the lines that print codes, and those read without a rest."""

    element: str
    blocks: int
    lines: int
    coded: int
    whole: int


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line of which something is left over: codes that do not exist, or words that no form explains."""

    holder: str
    element: str
    line: str
    missing_codes: tuple[str, ...]
    unread_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InheritedFigures:
    """Valid codes under at least one note of a kind: at any level, and at a category or below."""

    element: str
    codes: int
    codes_below_sections: int


@dataclass(frozen=True, slots=True)
class CodeListFigures:
    """The code list beside the tabular list.

    `not_listed` are codes and headers of the tabular list that the code list lacks, `not_in_tabular` the
    reverse; `impossible` counts the combinations with a 7th character that the list does not hold.
    """

    codes: int
    not_listed: tuple[str, ...]
    not_in_tabular: tuple[str, ...]
    impossible: int


@dataclass(frozen=True, slots=True)
class Check:
    """All figures of one release."""

    release: str
    version: str
    chapters: int
    sections: int
    umbrella_sections: tuple[str, ...]
    nodes: int
    nodes_by_length: tuple[tuple[int, int], ...]
    leaves: int
    leaves_with_seventh: int
    seventh_definitions: int
    valid_codes: int
    code_list: CodeListFigures | None
    elements: tuple[ElementFigures, ...]
    unread: tuple[UnreadLine, ...]
    inherited: tuple[InheritedFigures, ...]
    organism_lines: int
    organism_codes: int
    pairs: PairFigures
    axes: AxisFigures
    index_entries: int
    index_slips: tuple[str, ...]

    @property
    def headers(self) -> int:
        """Nodes that more characters are required of."""
        return self.nodes - self.leaves

    @property
    def actionable_coded(self) -> int:
        """Coded lines of the five kinds of notes that rules act on."""
        return sum(figures.coded for figures in self.elements if figures.element in ACTIONABLE)


def check(release: Release) -> Check:
    """Count what a release holds; five seconds for a full one."""
    tabular = release.tabular
    leaves = [node.index for node in tabular.nodes if not node.children]
    elements, unread = _read_again(tabular)
    organism_lines, organism_codes = _organisms(release)
    lengths = Counter(len(node.code.replace(".", "")) for node in tabular.nodes)
    return Check(
        release=release.id,
        version=tabular.version,
        chapters=len(tabular.chapters),
        sections=len(tabular.sections),
        umbrella_sections=tuple(section.id for section in tabular.sections if section.umbrella),
        nodes=len(tabular.nodes),
        nodes_by_length=tuple(sorted(lengths.items())),
        leaves=len(leaves),
        leaves_with_seventh=sum(release.seventh(index) is not None for index in leaves),
        seventh_definitions=sum(node.seventh is not None for node in tabular.nodes),
        valid_codes=len(release.valid),
        code_list=_code_list(release, leaves),
        elements=elements,
        unread=unread,
        inherited=tuple(_inherited(release, element) for element in ACTIONABLE),
        organism_lines=organism_lines,
        organism_codes=organism_codes,
        pairs=count_excludes1_pairs(release),
        axes=count_axes(release),
        index_entries=0 if release.index is None else release.index.paths,
        index_slips=unresolved(release),
    )


def _blocks(tabular: TabularList) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield holder, element and lines of every note block, inclusion terms among them."""

    def of(holder: str, notes: tuple[NoteBlock, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for block in notes:
            yield holder, block.element, block.lines

    for chapter in tabular.chapters:
        yield from of(chapter.name, chapter.notes)
    for section in tabular.sections:
        yield from of(section.id, section.notes)
    for node in tabular.nodes:
        yield from of(node.code, node.notes)
        if node.inclusion_terms:
            yield node.code, INCLUSION_TERM, node.inclusion_terms


def _read_again(tabular: TabularList) -> tuple[tuple[ElementFigures, ...], tuple[UnreadLine, ...]]:
    """Read every line once more, for what `Notes` does not keep of it."""
    blocks: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    coded: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    unread: list[UnreadLine] = []
    for holder, element, printed in _blocks(tabular):
        blocks[element] += 1
        lines[element] += len(printed)
        for line in printed:
            read = read_references(line, tabular)
            coded[element] += read.coded
            whole[element] += read.coded and read.whole
            if not read.whole:
                unread.append(UnreadLine(holder, element, line, read.unresolved, read.unread))
    figures = tuple(
        ElementFigures(element, blocks[element], lines[element], coded[element], whole[element])
        for element in (*NOTE_ELEMENTS, INCLUSION_TERM)
    )
    return figures, tuple(unread)


def _inherited(release: Release, element: str) -> InheritedFigures:
    anywhere = below = 0
    for index in release.valid.values():
        lines = release.notes.inherited(index, element)
        anywhere += bool(lines)
        below += bool(lines) and lines[0].level not in {"section", "chapter"}
    return InheritedFigures(element, anywhere, below)


def _organisms(release: Release) -> tuple[int, int]:
    """Count the use-additional lines that name B95-B97, and the valid codes under one."""
    tabular = release.tabular
    organisms = load_policy().organisms
    low, high = (tabular.find(code) for code in (organisms[0], organisms[-1]))
    if low is None or high is None:
        return 0, 0
    first, end = low.index, high.end

    def names_organisms(line: NoteLine) -> bool:
        return any(start < end and first < stop for reference in line.references for start, stop in reference.spans)

    element = "useAdditionalCode"
    lines = sum(line.element == element and names_organisms(line) for line in release.notes.lines)
    codes = sum(
        any(names_organisms(line) for line in release.notes.inherited(index, element))
        for index in release.valid.values()
    )
    return lines, codes


def _code_list(release: Release, leaves: list[int]) -> CodeListFigures | None:
    listed = release.listed
    if listed is None:
        return None
    # Numbers of chapters are in some code lists too.
    codes = {code for code in listed if code[0].isalpha()}
    held = set(release.valid) | set(release.tabular.by_code)
    combinations = 0
    for index in leaves:
        seventh = release.seventh(index)
        combinations += 1 if seventh is None else len(seventh.meanings)
    return CodeListFigures(
        codes=len(codes),
        not_listed=tuple(sorted(held - codes)),
        not_in_tabular=tuple(sorted(codes - held)),
        impossible=combinations - len(release.valid),
    )
