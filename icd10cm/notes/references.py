"""The codes that a note line names, as spans of the tabular list.

Every reference is a prefix: "M86" and "M86.-" both mean all codes below M86, whether or not the dash is
printed. Two codes joined by a dash or by "to" are a range in document order, which differs from ASCII order
(M1A, Z3A, QA0). The printed list has many small faults (missing commas, trailing points, doubled dashes,
unclosed parentheses); they are read as meant. A code that the tabular list does not hold is reported, never
guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.notes.qualifiers import Qualifier, read_qualifier

if TYPE_CHECKING:
    from icd10cm.tabular.model import TabularList

_CODE = r"[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?:\.[0-9A-Z]{1,4})?(?![0-9A-Za-z:])"
_JOIN = r"(?:\.?[-\s]*-[-\s]*|\.?-?\s+to\s+)"
_ITEM = re.compile(rf"(?<![0-9A-Za-z.-])({_CODE})(?:{_JOIN}({_CODE}))?\.?-?")
_BETWEEN = re.compile(r"[.\s]*(?:[,;.]\s*)?(?:(?:and|or)\s+)?\Z")
_CLOSE = re.compile(r"[\s,.]*(?:\)+|\}|\Z)")
_SCOPE = re.compile(r"\bfor codes\s+\Z")


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """Codes that a note names together.

    `text` is as printed ("E08-E13 with .51-.52"), `spans` are the node positions (first, end) of its codes
    and ranges in the order printed, `qualifier` says which codes in them are meant (None = all).
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    qualifier: Qualifier | None = None

    def covers(self, index: int, code: str) -> bool:
        """Return whether the node at position `index`, coded in full as `code`, is meant."""
        for first, end in self.spans:
            if first <= index < end:
                return self.qualifier is None or self.qualifier.admits(code)
        return False


@dataclass(frozen=True, slots=True)
class ReferencesRead:
    """What one line names.

    `targets` are the codes that the note is about; `scope` are codes that only narrow its words ("any type
    in A15 (J65)", "for codes G31.0-G31.83, ..."). `unresolved` are codes or ranges that the tabular list
    does not hold. `unread` is text beside codes in parentheses that no form explains. `coded` tells that
    the line prints anything of the shape of a code.
    """

    targets: tuple[Reference, ...] = ()
    scope: tuple[Reference, ...] = ()
    unresolved: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    coded: bool = False

    @property
    def whole(self) -> bool:
        """Return whether nothing of the line's codes was left over."""
        return not self.unresolved and not self.unread


NOTHING = ReferencesRead()


def read_references(line: str, tabular: TabularList) -> ReferencesRead:
    """Read the references of one note line."""
    groups: list[_Group] = []
    for item in _ITEM.finditer(line):
        start = item.start()
        bracketed = line.rfind("(", 0, start) > line.rfind(")", 0, start)
        if _is_lookalike(item[1], tabular, bracketed=bracketed):
            continue
        last = groups[-1] if groups else None
        if last and last.bracketed == bracketed and _BETWEEN.match(line, last.end, start):
            last.add(item)
        else:
            groups.append(_Group(item, bracketed=bracketed))
    return _resolve(line, groups, tabular) if groups else NOTHING


def _is_lookalike(code: str, tabular: TabularList, *, bracketed: bool) -> bool:
    """Return whether it only looks like a code, as "vitamin B12" and "(GH1)" do: nothing makes it one."""
    if "." in code or code in tabular.by_code:
        return False
    return code[1].isalpha() or not bracketed


class _Group:
    """Items printed as one list, while a line is read."""

    __slots__ = ("bracketed", "end", "items", "start")

    def __init__(self, item: re.Match[str], *, bracketed: bool) -> None:
        self.items = [(item[1], item[2])]
        self.start = item.start()
        self.end = item.end()
        self.bracketed = bracketed

    def add(self, item: re.Match[str]) -> None:
        self.items.append((item[1], item[2]))
        self.end = item.end()


def _resolve(line: str, groups: list[_Group], tabular: TabularList) -> ReferencesRead:
    targets: list[Reference] = []
    scope: list[Reference] = []
    unresolved: list[str] = []
    unread: list[str] = []
    beside_brackets = any(group.bracketed for group in groups)
    for group in groups:
        spans = _spans(group, tabular, unresolved)
        qualifier, length = read_qualifier(line[group.end :])
        end = group.end + length
        if group.bracketed and ")" not in line[group.end : end] and not _CLOSE.match(line, end):
            unread.append(line[group.end :])
        if not spans:
            continue
        reference = Reference(line[group.start : end].replace(")", "").rstrip(" ,."), spans, qualifier)
        # Codes in running words beside codes in parentheses only say which cases are meant.
        if (beside_brackets and not group.bracketed) or _SCOPE.search(line, 0, group.start):
            scope.append(reference)
        else:
            targets.append(reference)
    return ReferencesRead(tuple(targets), tuple(scope), tuple(unresolved), tuple(unread), coded=True)


def _spans(group: _Group, tabular: TabularList, unresolved: list[str]) -> tuple[tuple[int, int], ...]:
    """Return the spans of a group's items; those with an end that the tabular list lacks are added to `unresolved`."""
    spans: list[tuple[int, int]] = []
    for low, high in group.items:
        span, found = _span(low, high, tabular)
        if span is not None:
            spans.append(span)
        if not found:
            unresolved.append(low if high is None else f"{low}-{high}")
    return tuple(spans)


def _span(low: str, high: str | None, tabular: TabularList) -> tuple[tuple[int, int] | None, bool]:
    """Return the span and whether both ends are in the tabular list.

    Where a range within one category ends at a code that is missing (R10.1-R10.4-), the codes before that
    end are still meant; nothing is guessed beyond them.
    """
    first = tabular.by_code.get(low)
    if first is None:
        return None, False
    if high is None:
        return (first, tabular.nodes[first].end), True
    last = tabular.by_code.get(high)
    if last is not None:
        end = tabular.nodes[last].end
        return ((first, end), True) if first < end else (None, False)
    if high[:3] != low[:3]:
        return None, False
    end = tabular.nodes[first].end
    while end < len(tabular.nodes) and low < tabular.nodes[end].code < high:
        end = tabular.nodes[end].end
    return (first, end), False
