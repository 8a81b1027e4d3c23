"""Hook calls in the form in which clients send them: read here without a parser for all of HTTP.

Whatever else a head may say - a query, a coding, an origin, a field twice - is left to gunicorn and Flask.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cds_service.server.arrival import Arrival

_LINE = re.compile(r"POST (/cds-services/([A-Za-z0-9-]{1,100})) HTTP/1\.1")
_FIELD = re.compile(r"([A-Za-z0-9-]{1,100}):[ \t]*([!-~](?:[ -~]{0,8000}[!-~])?)[ \t]*")
_MOST_FIELDS = 64
_VALUES = {
    "host": re.compile(r"[A-Za-z0-9.:\[\]-]+"),
    "content-length": re.compile(r"[0-9]{1,15}"),
    "content-type": re.compile(r"application/(?:[a-z0-9.-]+\+)?json(?:; ?charset=utf-8)?", re.IGNORECASE),
    "connection": re.compile(r"keep-alive|close", re.IGNORECASE),
}
"""Fields that decide, with the values that are read here."""
_OTHERWISE = re.compile(
    r"(?:access-control-.*|expect|http2-settings|origin|te|trailer|transfer-encoding|upgrade)", re.IGNORECASE
)
"""Fields that ask for something else."""


class PlainCall(NamedTuple):
    """A hook call as it was sent; `is_last`: its client wants the connection closed afterwards."""

    path: str
    service_id: str
    authorization: str | None
    body: bytes
    is_last: bool


def read_plain_call(arrival: Arrival) -> tuple[PlainCall, bytes] | None:
    """Return the call that has arrived, with what came behind it; None where it is to be read by gunicorn."""
    if (ends := arrival.ends) is None or not arrival.data.startswith(b"POST /cds-services/"):
        return None
    head_end, end = ends
    try:
        lines = arrival.data[: head_end - 4].decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        return None
    line, fields = _LINE.fullmatch(lines[0]), _fields(lines[1:])
    if line is None or fields is None or int(fields["content-length"]) != end - head_end:
        return None
    return (
        PlainCall(
            line[1],
            line[2],
            fields.get("authorization"),
            bytes(memoryview(arrival.data)[head_end:end]),
            fields.get("connection", "").lower() == "close",
        ),
        bytes(memoryview(arrival.data)[end:]),
    )


def _fields(lines: list[str]) -> dict[str, str] | None:
    """Return the fields of a head, by their names in small letters; None where one of them is not read here."""
    fields: dict[str, str] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        fields[field[1].lower()] = field[2]
    is_plain = (
        len(fields) == len(lines) <= _MOST_FIELDS
        and fields.keys() >= {"host", "content-length", "content-type"}
        and not any(map(_OTHERWISE.fullmatch, fields))
        and all(value.fullmatch(fields.get(name, "close")) or name not in fields for name, value in _VALUES.items())
    )
    return fields if is_plain else None
