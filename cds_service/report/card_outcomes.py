"""Outcomes of the cards: figures by rule, client and hook. Pure; the counts come from `store/kept_figures.py`.

Numbers are of calls that were reviewed or kept silent on purpose; refused calls are counted apart. A card without any
report from its client counts as not answered: clients never report cards that were ignored (CDS Hooks, "Feedback").
The acceptance rate is accepted cards out of cards shown, with Wilson's interval at 95%, which holds for few cards too.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal

from cds_service.report.by_source import SourceLine, source_lines
from cds_service.report.figures import ALL, WHOLE, WORKBENCH_CLIENT, percentile
from cds_service.report.rates import Rate, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from cds_service.report.figures import Counts, Pair, Tree

__all__ = ["Line", "Rate", "Report", "SourceLine", "Topic", "build_report", "wilson"]


TOPICS = 10

Scope = Literal["all", "client", "hook", "rule", "client, hook and rule"]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one scope. `client`, `hook` and `rule` are "" where the line is over all of them.

    `calls` are all calls of the client and hook, whatever the rule; `with_card` those that showed a card (of the
    rule), `nothing_read` those whose Conditions carry no ICD-10-CM code. `p50_ms` and `p95_ms` are exact to 2.5%
    (`figures.WITHIN`), and None where there was no call.
    """

    scope: Scope
    client: str
    hook: str
    rule: str
    calls: int
    refused: int
    with_card: int
    cards: int
    prompts: int
    held_back: Mapping[str, int]
    accepted: int
    overridden: Mapping[str, int]
    no_answer: int
    p50_ms: float | None
    p95_ms: float | None
    nothing_read: int = 0

    @property
    def share_with_nothing_read(self) -> float | None:
        """The share of calls whose Conditions carry no ICD-10-CM code, so that nothing could be reviewed."""
        return self.nothing_read / self.calls if self.calls else None

    @property
    def share_with_card(self) -> float | None:
        """The share of calls that showed a card."""
        return self.with_card / self.calls if self.calls else None

    @property
    def acceptance(self) -> Rate | None:
        """Accepted cards out of cards shown."""
        return wilson(self.accepted, self.cards)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, and how often it was asked."""

    topic: str
    rule: str
    cards: int
    accepted: int
    overridden: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report over the time from `since` up to but without `until`; None = without bound.

    `sources` are the cards by source of evidence: of all that was asked for, then, for all clients, of each.
    """

    since: datetime | None
    until: datetime | None
    lines: tuple[Line, ...]
    topics: tuple[Topic, ...]
    feedback_for_unknown_cards: int
    sources: tuple[SourceLine, ...] = ()

    def of(self, scope: Scope) -> tuple[Line, ...]:
        """Return the lines of one scope."""
        return tuple(line for line in self.lines if line.scope == scope)


def build_report(
    counts: Counts, since: datetime | None, until: datetime | None, pair: Pair = (ALL, ALL), rule: str = ""
) -> Report:
    """Return the report of a client and hook, or of all, and of a rule, or of all ("").

    It has a line for everything, then one for each client, hook and rule, then, where `counts` has them, one for each
    of their triples.
    """
    lines, others = counts.figures.lines, sorted(counts.lines.items())
    by_client = [
        (client, tree) for (client, hook), tree in others if hook == pair[1] and _is_client_asked(client, pair[0])
    ]
    triples = _triples(others, pair, rule)
    found = (
        _line("all", ("", "", ""), lines, rule),
        *(_line("client", (client, "", ""), tree, rule) for client, tree in by_client),
        *_hook_lines(others, pair, rule),
        *_rule_lines("rule", "", "", lines, rule),
        *triples,
    )
    trees = [("", lines), *(by_client if pair[0] == ALL else ())]
    sources = [each for client, tree in trees for each in source_lines(client, tree.get(rule, {}))]
    return Report(since, until, found, _topics(counts.figures.topics, rule), counts.unknown_cards, tuple(sources))


def _hook_lines(others: Iterable[tuple[Pair, Tree]], pair: Pair, rule: str) -> list[Line]:
    return [
        _line("hook", ("", hook, ""), tree, rule)
        for (client, hook), tree in others
        if client == pair[0] and _is_within(hook, pair[1])
    ]


def _triples(others: Iterable[tuple[Pair, Tree]], pair: Pair, rule: str) -> list[Line]:
    return [
        line
        for (client, hook), tree in others
        if _is_client_asked(client, pair[0]) and _is_within(hook, pair[1])
        for line in _rule_lines("client, hook and rule", client, hook, tree, rule)
    ]


def _rule_lines(scope: Scope, client: str, hook: str, lines: Tree, asked: str) -> list[Line]:
    """Return the line of each rule asked for, in the order of their names."""
    return [_line(scope, (client, hook, each), lines, each) for each in sorted(lines) if each and asked in {"", each}]


def _is_within(name: str, asked: str) -> bool:
    """Return whether a client or hook is one of those asked for; "" is that of a call whose own was never known."""
    return name not in {"", ALL} and asked in {ALL, name}


def _is_client_asked(name: str, asked: str) -> bool:
    """Return whether a client is one of those asked for; the workbench is only where it is asked for by name."""
    return _is_within(name, asked) and (name != WORKBENCH_CLIENT or asked == name)


def _line(scope: Scope, names: tuple[str, str, str], lines: Tree, rule: str) -> Line:
    whole, line = lines.get(WHOLE, {}), lines.get(rule, {})
    cards, accepted, overridden = line.get("cards", 0), line.get("accepted", 0), line.get("overridden", {})
    return Line(
        scope=scope,
        client=names[0],
        hook=names[1],
        rule=names[2],
        calls=whole.get("calls", 0),
        refused=whole.get("refused", 0),
        with_card=line.get("with_card", 0),
        cards=cards,
        prompts=line.get("prompts", 0),
        held_back=dict(sorted(line.get("held_back", {}).items())),
        accepted=accepted,
        overridden=dict(sorted(overridden.items())),
        no_answer=cards - accepted - sum(overridden.values()),
        p50_ms=percentile(line.get("ms", {}), 50),
        p95_ms=percentile(line.get("ms", {}), 95),
        nothing_read=whole.get("nothing_read", 0),
    )


def _topics(topics: Tree, asked: str) -> tuple[Topic, ...]:
    ranked = nsmallest(
        TOPICS,
        (
            (-number, topic, rule)
            for rule, found in topics.items()
            if asked in {"", rule}
            for topic, number in found["cards"].items()
        ),
    )
    return tuple(
        Topic(
            topic,
            rule,
            -number,
            topics[rule].get("accepted", {}).get(topic, 0),
            topics[rule].get("overridden", {}).get(topic, 0),
        )
        for number, topic, rule in ranked
    )
