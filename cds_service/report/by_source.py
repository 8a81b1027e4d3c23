"""The questions by the part of the chart that they are based on: body site, diagnosis text, imaging report and so on.

What older releases of the service recorded has no source. It is what the sum leaves over, so that each table adds up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.card import REPORTS_SILENT
from cards.evidence_source import EvidenceSource
from cds_service.report.rates import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds_service.report.figures import Tree
    from cds_service.report.rates import Rate

NOT_RECORDED = "not recorded"
_ORDER = {source.value: place for place, source in enumerate(EvidenceSource)}
_NUMBERS = ("cards", "prompts", "accepted")
_BY_NAME = ("held_back", "overridden")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The cards of one source of evidence; `client` is "" where the line is over all of them.

    `held_back` has the cards that were not shown by the reason, and `would_ask` those of reports and notes that are
    read in silence, which are in no other number.
    """

    client: str
    source: str
    cards: int
    prompts: int
    held_back: Mapping[str, int]
    would_ask: int
    accepted: int
    overridden: Mapping[str, int]

    @property
    def no_answer(self) -> int:
        """The cards shown that the client reported nothing of."""
        return self.cards - self.accepted - sum(self.overridden.values())

    @property
    def acceptance(self) -> Rate | None:
        """Accepted cards out of cards shown."""
        return wilson(self.accepted, self.cards)


def source_lines(client: str, line: Tree) -> tuple[SourceLine, ...]:
    """Return a line for each source that has a card, in the order of `EvidenceSource`, what was not recorded last."""
    sources: Mapping[str, Tree] = line.get("sources", {})
    names = sorted(sources, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    rest = _rest(line, sources.values())
    return tuple(_lines(client, [*((name, sources[name]) for name in names), (NOT_RECORDED, rest)]))


def _lines(client: str, found: Iterable[tuple[str, Tree]]) -> Iterator[SourceLine]:
    for name, tree in found:
        held = {why: cards for why, cards in sorted(tree.get("held_back", {}).items()) if cards > 0}
        would_ask = held.pop(REPORTS_SILENT, 0)
        overridden = {why: cards for why, cards in sorted(tree.get("overridden", {}).items()) if cards > 0}
        numbers = {each: max(0, tree.get(each, 0)) for each in _NUMBERS}
        if numbers["cards"] or held or would_ask:
            yield SourceLine(
                client=client, source=name, held_back=held, would_ask=would_ask, overridden=overridden, **numbers
            )


def _rest(line: Tree, sources: Iterable[Tree]) -> Tree:
    """Return what a line counts beyond its sources."""
    known = list(sources)
    rest: Tree = {name: line.get(name, 0) - sum(each.get(name, 0) for each in known) for name in _NUMBERS}
    for name in _BY_NAME:
        left: Counter[str] = Counter(line.get(name, {}))
        for each in known:
            left.subtract(each.get(name, {}))
        rest[name] = dict(left)
    return rest
