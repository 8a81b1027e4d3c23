"""One log line for each call: what was asked, how long each step took and what came of it. No patient data.

What is logged is chosen here by name; nothing of the call's body, ids or tokens is ever handed to a logger.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from cds_service.step_clock import StepClock

if TYPE_CHECKING:
    from cds_service.gather import Prefetched
    from cds_service.review_steps import Reviewed

LOGGER = "cds_service"


class CallRecord:
    """What may be known of one call afterwards; filled as the call goes on."""

    def __init__(self) -> None:
        self.request_id = uuid4().hex
        self.clock = StepClock()
        self.service = ""
        self.hook = ""
        self.counts: dict[str, Any] = {}

    def gathered(self, prefetched: Prefetched) -> None:
        """Note what could be had."""
        self.counts |= {"fetched": prefetched.fetched}
        if prefetched.absent:
            self.counts["absent"] = dict(prefetched.absent)

    def reviewed(self, reviewed: Reviewed) -> None:
        """Note what was found, by rule."""
        encounter = reviewed.chart.encounter
        self.counts |= {
            "release": reviewed.release.id,
            "diagnoses": len(encounter.diagnoses),
            "cultures": len(encounter.cultures),
            "procedures": len(encounter.procedures),
            "unread": sum(1 for unread in reviewed.chart.unread if unread.faulty),
            "cards": [card.issue.rule for card in reviewed.deck.shown],
            "held_back": [held.card.issue.rule for held in reviewed.deck.held_back],
        }

    def write(self, status: int, outcome: str) -> None:
        """Write the line of the call."""
        fields = {
            "request_id": self.request_id,
            "service": self.service,
            "hook": self.hook,
            "status": status,
            "outcome": outcome,
            "duration_ms": round(sum(self.clock.durations_ms.values()), 3),
            "steps_ms": self.clock.durations_ms,
            **self.counts,
        }
        logging.getLogger(LOGGER).info("call", extra={"fields": fields})


def log_failure(error: Exception) -> None:
    """Log a fault of our own: its type and place. Its message may hold patient data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    logging.getLogger(LOGGER).error("failure", extra={"fields": {"error": type(error).__name__, "where": where}})


class FieldsFormatter(logging.Formatter):
    """Writes a line with its fields: as JSON, or as text for a person at a console."""

    def __init__(self, log_format: str) -> None:
        super().__init__()
        self._is_json = log_format == "json"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = getattr(record, "fields", {})
        time = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        head = {"time": time, "level": record.levelname.lower(), "event": record.getMessage()}
        if self._is_json:
            return orjson.dumps({**head, **fields}).decode()
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{time} {head['level']} {head['event']} {told}".rstrip()


def set_up_logging(log_format: str, level: str) -> None:
    """Send the service's lines to standard error; called once by the command line."""
    handler = logging.StreamHandler()
    handler.setFormatter(FieldsFormatter(log_format))
    logger = logging.getLogger(LOGGER)
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
