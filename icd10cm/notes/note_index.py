"""The notes of a tabular list, line by line, with what each line names and under which conditions.

A note element is printed as flat lines. A lead-in ("osteomyelitis due to:") stands before its items and the
end of its group is not marked; conditions ("if applicable", "such as") may be in the line, in its
lead-in or in the opening words of the block. All of that is read once for a release, by `read_notes`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from icd10cm.notes.note_lines import NO_CONDITIONS, NoteLine, conditions_in
from icd10cm.notes.references import read_references
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from icd10cm.notes.qualifiers import Qualifier
    from icd10cm.tabular.model import NoteBlock, TabularList

__all__ = ["NoteLine", "Notes", "read_notes"]


Target = tuple[int, int, int, NoteLine, "Qualifier | None"]
"""One span of node positions that a line names: its number in print order, the span, the line, what narrows it."""

NEAR = ("category", "subcategory")
"""Levels of the notes that speak of one disease: those of a category and of its subcategories."""


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """All note lines of a tabular list; made by `read_notes`. What was asked of a node is kept for the next call.

    `categories` holds the position of the category of each node, by the position of the node.
    """

    lines: tuple[NoteLine, ...]
    _holders: Mapping[str, tuple[NoteLine, ...]]
    _nodes: Mapping[str, Mapping[int, tuple[NoteLine, ...]]]
    _above: Mapping[str, Mapping[int, tuple[NoteLine, ...]]]
    _parents: tuple[int, ...]
    _inherited: dict[tuple[int, str], tuple[NoteLine, ...]] = field(init=False, default_factory=dict)
    categories: tuple[int, ...] = field(init=False)
    _starts: tuple[int, ...] = field(init=False)
    _targets: dict[tuple[int, str], Mapping[int, tuple[Target, ...]]] = field(init=False, default_factory=dict)
    _worded: dict[tuple[int, str], Mapping[str, tuple[NoteLine, ...]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the category of each node; parents stand before their children."""
        categories: list[int] = []
        for index, parent in enumerate(self._parents):
            categories.append(index if parent < 0 else categories[parent])
        object.__setattr__(self, "categories", tuple(categories))
        object.__setattr__(self, "_starts", tuple(index for index, parent in enumerate(self._parents) if parent < 0))

    def at(self, holder: str) -> tuple[NoteLine, ...]:
        """Return the lines printed at a node, section or chapter, in print order; none if it has none."""
        return self._holders.get(holder, ())

    def inherited(self, index: int, element: str) -> tuple[NoteLine, ...]:
        """Return every line of a kind that holds for the node at `index`, nearest holder first.

        That is the union of the lines at the node, at its ancestors, at its section, at the umbrella sections
        whose range holds it, and at its chapter.
        """
        found = self._inherited.get((index, element))
        if found is None:
            found = self._inherited[index, element] = self._gathered(index, element)
        return found

    def _gathered(self, index: int, element: str) -> tuple[NoteLine, ...]:
        own = self._nodes.get(element, {}).get(index, ())
        parent = self._parents[index]
        if parent < 0:
            return own + self._above.get(element, {}).get(index, ())
        beyond = self.inherited(parent, element)
        return own + beyond if own else beyond

    def holder(self, index: int, element: str) -> int:
        """Return the nearest node, on the way up to the category, from which on the lines of a kind are the same."""
        nodes, parents = self._nodes.get(element, {}), self._parents
        while index not in nodes and parents[index] >= 0:
            index = parents[index]
        return index

    def targets(self, index: int, element: str) -> Mapping[int, tuple[Target, ...]]:
        """Return the spans that the lines at a node name, by the position of each category that they touch."""
        found = self._targets.get((index, element))
        if found is None:
            holder = self.holder(index, element)
            found = self._by_category(index, element) if holder == index else self.targets(holder, element)
            self._targets[index, element] = found
        return found

    def _by_category(self, index: int, element: str) -> Mapping[int, tuple[Target, ...]]:
        by_category: dict[int, list[Target]] = {}
        targets = (
            (first, end, line, reference.qualifier)
            for line in self.inherited(index, element)
            for reference in line.references
            for first, end in reference.spans
        )
        for number, target in enumerate(targets):
            for category in self._categories_in(target[0], target[1]):
                by_category.setdefault(category, []).append((number, *target))
        return {category: tuple(named) for category, named in by_category.items()}

    def _categories_in(self, first: int, end: int) -> tuple[int, ...]:
        starts = self._starts
        return (self.categories[first], *starts[bisect_right(starts, first) : bisect_left(starts, end)])

    def worded(self, index: int, element: str) -> Mapping[str, tuple[NoteLine, ...]]:
        """Return the lines that apply at a node and name codes, by each word of theirs (lower case, singular)."""
        found = self._worded.get((index, element))
        if found is None:
            holder = self.holder(index, element)
            found = self._by_word(index, element) if holder == index else self.worded(holder, element)
            self._worded[index, element] = found
        return found

    def _by_word(self, index: int, element: str) -> Mapping[str, tuple[NoteLine, ...]]:
        by_word: dict[str, tuple[NoteLine, ...]] = {}
        for line in self.inherited(index, element):
            if line.references:
                for word in dict.fromkeys(title_words(line.wording)):
                    by_word[word] = (*by_word.get(word, ()), line)
        return by_word


def read_notes(tabular: TabularList) -> Notes:
    """Read every note line of a tabular list; a tenth of a second for a full release."""
    return index_notes(read_lines(tabular), tabular)


def read_lines(tabular: TabularList) -> tuple[NoteLine, ...]:
    """Return every note line in print order, those of nodes first, then of sections and chapters."""
    held = (
        *((node.code, "category" if node.parent < 0 else "subcategory", node.notes) for node in tabular.nodes),
        *((section.id, "section", section.notes) for section in tabular.sections),
        *((chapter.name, "chapter", chapter.notes) for chapter in tabular.chapters),
    )
    return tuple(line for holder, level, blocks in held for line in _lines(holder, level, blocks, tabular))


def index_notes(lines: tuple[NoteLine, ...], tabular: TabularList) -> Notes:
    """Return the lines with the indexes by which they are looked up; a hundredth of a second."""
    holders: dict[str, list[NoteLine]] = {}
    nodes: dict[str, dict[int, tuple[NoteLine, ...]]] = {}
    containers: dict[tuple[str, str], list[NoteLine]] = {}
    for line in lines:
        holders.setdefault(line.holder, []).append(line)
        if line.level in _CONTAINERS:
            containers.setdefault((line.level, line.holder), []).append(line)
        else:
            index, of_kind = tabular.by_code[line.holder], nodes.setdefault(line.element, {})
            of_kind[index] = (*of_kind.get(index, ()), line)
    return Notes(
        lines=lines,
        _holders={holder: tuple(held) for holder, held in holders.items()},
        _nodes=nodes,
        _above=_above(tabular, containers),
        _parents=tuple(node.parent for node in tabular.nodes),
    )


_CONTAINERS = ("section", "chapter")


def _above(
    tabular: TabularList, lines_of: Mapping[tuple[str, str], list[NoteLine]]
) -> dict[str, dict[int, tuple[NoteLine, ...]]]:
    """Give each category the lines of its sections and its chapter, the narrowest container first."""
    containers = [
        *((one.first, one.end, lines_of.get(("section", one.id), [])) for one in tabular.sections),
        *((one.first, one.end, lines_of.get(("chapter", one.name), [])) for one in tabular.chapters),
    ]
    categories = [node.index for node in tabular.nodes if node.parent < 0]
    above: dict[str, dict[int, tuple[NoteLine, ...]]] = {}
    for first, end, lines in sorted(containers, key=lambda container: container[1] - container[0]):
        by_element: dict[str, list[NoteLine]] = {}
        for line in lines:
            by_element.setdefault(line.element, []).append(line)
        for element, of_kind in by_element.items():
            held = above.setdefault(element, {})
            for category in categories:
                if first <= category < end:
                    held[category] = (*held.get(category, ()), *of_kind)
    return above


def _lines(holder: str, level: str, blocks: Iterable[NoteBlock], tabular: TabularList) -> Iterator[NoteLine]:
    for ordinal, block in enumerate(blocks):
        group = _Group(block)
        for line in block.lines:
            lead = group.lead_of(line)
            read = read_references(line, tabular)
            yield NoteLine(
                holder=holder,
                level=level,
                element=block.element,
                block=ordinal,
                line=line,
                lead=lead,
                references=read.targets,
                scope=read.scope,
                unresolved=read.unresolved,
                conditions=group.conditions | conditions_in(line),
            )


class _Group:
    """The lead-in that applies while the lines of one block are read, and the conditions that come with it.

    The end of a group is not printed. In the Excludes notes, whose lines are in alphabetical order, a line
    that goes back in the order of the items and on in the order of the lead-in ends it; the other notes are
    in no order, and there a lead-in holds to the end of the block.
    """

    def __init__(self, block: NoteBlock) -> None:
        self.ordered = block.element.startswith("excludes")
        self.lead = ""
        self.before = ""
        self.conditions = NO_CONDITIONS
        # ", if applicable, dysphagia ..." continues the printed heading "Code first": it holds for the block.
        self.opening = NO_CONDITIONS
        if block.lines and block.lines[0].startswith((",", "if ")):
            self.opening = self.conditions = conditions_in(block.lines[0])

    def lead_of(self, line: str) -> str:
        if line.endswith(":"):
            self.lead, self.before = line, ""
            self.conditions = self.opening | conditions_in(line)
            return ""
        if self.lead and self.ordered:
            lowered = line.lower()
            if self.before > lowered > self.lead.lower():
                self.lead, self.conditions = "", self.opening
            self.before = lowered
        return self.lead
