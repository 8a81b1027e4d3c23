"""Log lines: one JSON object or one readable line each, on standard error.

What is logged is chosen by name where it is logged; nothing of a call's body, ids or tokens is ever handed to a
logger. What other libraries log takes the same form: with the type and place of an error and without its words, since
an error can quote what was sent. Loggers that quote URLs are silent.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = "cds_service"
_HEAD = ("time", "level", "event")
_MOST_FRAMES = 8
# urllib3 quotes URLs, and with them patient ids, in its warnings.
_SILENT = ("urllib3", "requests")


def log(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Log one line."""
    logging.getLogger(LOGGER).log(level, event, extra={"fields": fields})


def log_failure(error: BaseException) -> None:
    """Log a fault of our own: its type and place. Its message may hold patient data and is left out."""
    log("failure", logging.ERROR, **error_fields(error))


def error_fields(error: BaseException) -> dict[str, Any]:
    """Return what may be logged of an error."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "where": where}


def set_up_logging(log_format: str, level: str) -> None:
    """Send all log lines to standard error; called once by the command line."""
    # No line tells these (logging documentation, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - the documented way
    handler = logging.StreamHandler()
    handler.setFormatter(line_formatter(log_format))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel("WARNING")
    logging.getLogger(LOGGER).setLevel(level)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)


def line_formatter(log_format: str) -> logging.Formatter:
    """Return the formatter of all lines: `json` or `console`."""
    return _Lines(_as_json if log_format == "json" else _as_text)


class _Lines(logging.Formatter):
    """Makes one line of a record: time, level and event first, then its fields or what may be told of its error."""

    def __init__(self, render: Callable[[dict[str, Any]], str]) -> None:
        super().__init__()
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. The words of an exception are left out."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.name != LOGGER:
            line["logger"] = record.name
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(error_fields(record.exc_info[1]))
        return self._render(line)


def _as_json(line: dict[str, Any]) -> str:
    return orjson.dumps(line, default=str).decode()


def _as_text(line: dict[str, Any]) -> str:
    head = " ".join(str(line.pop(name)) for name in _HEAD)
    told = " ".join(f"{name}={value}" for name, value in line.items())
    text = f"{head} {told}".rstrip()
    # A value with a line break in it must not pretend to be another line.
    return text if text.isprintable() else "".join(each if each.isprintable() else "?" for each in text)
