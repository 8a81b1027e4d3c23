"""A report as text for a person, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson

from cards.override_reasons import HL7_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from cds_service.report.by_source import SourceLine
    from cds_service.report.card_outcomes import Line, Report, Scope
    from cds_service.report.rates import Rate

_SECTIONS: tuple[tuple[Scope, str], ...] = (("rule", "By rule"), ("client", "By client"), ("hook", "By hook"))
_HEAD = ("", "calls", "with card", "cards", "prompts", "accepted", "dismissed", "no answer", "acceptance (95%)", "ms")
_SOURCE_HEAD = (
    "",
    "cards",
    "prompts",
    "accepted",
    "overridden",
    "no answer",
    "acceptance (95%)",
    "held back",
    "would ask",
)
_NOTHING = "-"


def as_json(report: Report) -> str:
    """Return the report as JSON; shares are between 0 and 1, times in milliseconds."""
    document = {
        "since": _moment(report.since),
        "until": _moment(report.until),
        "lines": [_plain(line) for line in report.lines],
        "sources": [_plain_source(line) for line in report.sources],
        "topics": [
            {
                "topic": each.topic,
                "rule": each.rule,
                "cards": each.cards,
                "accepted": each.accepted,
                "overridden": each.overridden,
            }
            for each in report.topics
        ],
        "feedbackForUnknownCards": report.feedback_for_unknown_cards,
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def as_csv(report: Report) -> str:
    """Return the lines as CSV, with a column for each reason that occurs; an empty cell is not a figure."""
    held = _occurring(line.held_back for line in report.lines)
    reasons = _occurring(line.overridden for line in report.lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    lines: list[Line | SourceLine] = [*report.lines, *report.sources]
    plain = [*map(_plain, report.lines), *map(_plain_source, report.sources)]
    names = dict.fromkeys([*plain[0], "source", "wouldAsk"])
    single = [name for name in names if name not in {"heldBack", "overridden", "nonAdherence", "acceptance"}]
    writer.writerow(
        [
            *single,
            "acceptance",
            "acceptanceLow",
            "acceptanceHigh",
            "overridden",
            *(f"overridden: {each}" for each in reasons),
            *(f"held back: {each}" for each in held),
        ]
    )
    for line, values in zip(lines, plain, strict=True):
        writer.writerow(
            [*_cells_of(values, single), *_rate_cells(line.acceptance), *_reason_cells(line, reasons, held)]
        )
    return out.getvalue()


def _occurring(counts: Iterable[Mapping[str, int]]) -> list[str]:
    return sorted({name for each in counts for name in each})


def _cells_of(values: Mapping[str, Any], names: Iterable[str]) -> list[Any]:
    return ["" if values.get(name) is None else values[name] for name in names]


def _reason_cells(line: Line | SourceLine, reasons: Iterable[str], held: Iterable[str]) -> list[int]:
    return [
        sum(line.overridden.values()),
        *(line.overridden.get(each, 0) for each in reasons),
        *(line.held_back.get(each, 0) for each in held),
    ]


def _rate_cells(rate: Rate | None) -> tuple[float | str, ...]:
    return (round(rate.value, 4), round(rate.low, 4), round(rate.high, 4)) if rate else ("", "", "")


def as_text(report: Report) -> str:
    """Return the report for a person at a console."""
    (whole,) = report.of("all")
    parts = [f"Cards from {_said(report.since, 'the beginning')} to {_said(report.until, 'now')}\n"]
    parts.append(_table([_HEAD, _cells("all", whole)]))
    for scope, title in _SECTIONS:
        if lines := report.of(scope):
            parts.append(f"{title}\n{_table([_HEAD, *(_cells(_name(line), line) for line in lines)])}")
    parts += _by_source(report)
    parts.append(f"Held back\n{_reasons(whole.held_back)}")
    parts.append(f"Dismissed\n{_reasons(whole.overridden)}")
    if report.topics:
        rows = [(each.topic, str(each.cards), str(each.accepted), str(each.overridden)) for each in report.topics]
        parts.append(f"Most frequent topics\n{_table([('', 'cards', 'accepted', 'dismissed'), *rows])}")
    if whole.nothing_read:
        share = f"{whole.share_with_nothing_read:.0%} of calls"
        parts.append(f"Calls without any ICD-10-CM code to read: {whole.nothing_read} ({share})\n")
    if whole.refused:
        parts.append(f"Calls refused: {whole.refused}\n")
    if report.feedback_for_unknown_cards:
        parts.append(f"Cards that feedback names and this store does not know: {report.feedback_for_unknown_cards}\n")
    return "\n".join(parts)


def _by_source(report: Report) -> list[str]:
    """Return the table of the sources of evidence, first of all clients, then of each; none where there is no card."""
    clients = dict.fromkeys(line.client for line in report.sources)
    tables = [
        (client, [_SOURCE_HEAD, *(_source_cells(line) for line in report.sources if line.client == client)])
        for client in clients
    ]
    return [f"By source of evidence{f', {client}' * bool(client)}\n{_table(rows)}" for client, rows in tables]


def _source_cells(line: SourceLine) -> tuple[str, ...]:
    return (
        line.source,
        str(line.cards),
        str(line.prompts),
        str(line.accepted),
        str(sum(line.overridden.values())),
        str(line.no_answer),
        _share(line.acceptance),
        str(sum(line.held_back.values())),
        str(line.would_ask),
    )


def _plain_source(line: SourceLine) -> dict[str, Any]:
    return {
        "scope": "client and source" if line.client else "source",
        "client": line.client or None,
        "source": line.source,
        "cards": line.cards,
        "prompts": line.prompts,
        "heldBack": line.held_back,
        "wouldAsk": line.would_ask,
        "accepted": line.accepted,
        "overridden": line.overridden,
        "nonAdherence": _non_adherence(line.overridden),
        "noAnswer": line.no_answer,
        "acceptance": _rate(line.acceptance),
    }


def _plain(line: Line) -> dict[str, Any]:
    return {
        "scope": line.scope,
        "client": line.client or None,
        "hook": line.hook or None,
        "rule": line.rule or None,
        "calls": line.calls,
        "refused": line.refused,
        "nothingRead": line.nothing_read,
        "withCard": line.with_card,
        "shareWithCard": None if line.share_with_card is None else round(line.share_with_card, 4),
        "cards": line.cards,
        "prompts": line.prompts,
        "heldBack": line.held_back,
        "accepted": line.accepted,
        "overridden": line.overridden,
        "nonAdherence": _non_adherence(line.overridden),
        "noAnswer": line.no_answer,
        "acceptance": _rate(line.acceptance),
        "p50Ms": line.p50_ms,
        "p95Ms": line.p95_ms,
    }


def _non_adherence(overridden: Mapping[str, int]) -> dict[str, int]:
    """Return the reasons as HL7's non-adherence codes, which other systems count by; those without one are left out."""
    counts: Counter[str] = Counter()
    for reason, number in overridden.items():
        if reason in HL7_CODES:
            counts[HL7_CODES[reason]] += number
    return dict(sorted(counts.items()))


def _rate(rate: Rate | None) -> dict[str, float] | None:
    if rate is None:
        return None
    return {"value": round(rate.value, 4), "low": round(rate.low, 4), "high": round(rate.high, 4)}


def _name(line: Line) -> str:
    return line.rule or line.client or line.hook or "(none)"


def _cells(name: str, line: Line) -> tuple[str, ...]:
    share = line.share_with_card
    return (
        name,
        str(line.calls),
        f"{line.with_card} ({share:.0%})" if share is not None else str(line.with_card),
        str(line.cards),
        str(line.prompts),
        str(line.accepted),
        str(sum(line.overridden.values())),
        str(line.no_answer),
        _share(line.acceptance),
        f"{line.p50_ms:.1f}, {line.p95_ms:.1f}" if line.p50_ms is not None and line.p95_ms is not None else _NOTHING,
    )


def _share(rate: Rate | None) -> str:
    return f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate is not None else _NOTHING


def _reasons(counts: Mapping[str, int]) -> str:
    rows = [(name, str(number)) for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return _table(rows) if rows else f"  {_NOTHING}\n"


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as columns: the first to the left, the others to the right."""
    listed = list(rows)
    widths = [max(len(row[place]) for row in listed) for place in range(len(listed[0]))]
    lines = []
    for row in listed:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines) + "\n"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _said(moment: datetime | None, otherwise: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else otherwise
