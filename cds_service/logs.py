"""Log lines: one JSON object or one readable line each, on standard error, rendered by structlog.

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
from structlog.stdlib import ProcessorFormatter

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

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
    render: Processor = _render_json if log_format == "json" else _render_text
    return ProcessorFormatter(
        foreign_pre_chain=[_add_head, _add_fields, _add_error],
        processors=[ProcessorFormatter.remove_processors_meta, _in_order, render],
    )


def _add_head(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["time"] = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
    event["level"] = record.levelname.lower()
    if record.name != LOGGER:
        event["logger"] = record.name
    return event


def _add_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.update(getattr(event["_record"], "fields", {}))
    return event


def _add_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    raised = event.pop("exc_info", None)
    if isinstance(raised, tuple) and isinstance(raised[1], BaseException):
        event.update(error_fields(raised[1]))
    return event


def _in_order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: event[name] for name in _HEAD} | {name: event[name] for name in event if name not in _HEAD}


def _render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()


def _render_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    head = " ".join(str(event.pop(name)) for name in _HEAD)
    told = " ".join(f"{name}={value}" for name, value in event.items())
    line = f"{head} {told}".rstrip()
    # A value with a line break in it must not pretend to be a line of its own.
    return line if line.isprintable() else "".join(each if each.isprintable() else "?" for each in line)
