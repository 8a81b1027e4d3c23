"""Answers the calls of a file in this process, and tells what each took and what was said.

It is run by its path, with the tree that is to be measured on PYTHONPATH: a commit from before it was written will do.
The steps are those of a worker: warmed up, settled, its collector asked after each request; without sockets and store.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from benchmarks.echo import make_echo
from benchmarks.reference_request import reference_request
from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.overlay import Rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.garbage_collector import after_request, settle
from cds_service.server.warm_up import warm_up
from cds_service.settings import load_settings

try:
    from cds_service.server.plain_call import PlainCall
    from cds_service.server.short_path import ShortPath
except ImportError:  # a commit before there was one
    ShortPath = None  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_PATH = "/cds-services/coding-review-order-sign"
_PASSES, _ECHOES = 3, 60
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Answered(NamedTuple):
    """What one call took in processor time and what came back, without the UUIDs of the cards."""

    ms: float
    status: int
    digest: str


def answer(app: Flask, body: bytes) -> Answered:
    """Hand a body to the application as a server does."""
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": _PATH,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8080",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    start = time.thread_time()
    said = b"".join(app(environ, lambda status, *_: statuses.append(status)))  # type: ignore[arg-type]
    after_request()
    spent = time.thread_time() - start
    return Answered(spent * 1000, int(statuses[0][:3]), hashlib.sha256(_UUID.sub(b"", said)).hexdigest()[:16])


def answer_shortly(path: ShortPath, body: bytes) -> Answered:
    """Hand a body to the short path as a worker does."""
    call = PlainCall(_PATH, _PATH.rpartition("/")[2], None, body, is_last=False)
    start = time.thread_time()
    head, _, said = path.answer(call, is_last=False).partition(b"\r\n\r\n")
    after_request()
    spent = time.thread_time() - start
    return Answered(spent * 1000, int(head[9:12]), hashlib.sha256(_UUID.sub(b"", said)).hexdigest()[:16])


def measure(bodies: list[bytes]) -> dict[str, Any]:
    """Answer every call for the first time, then again as a new chart of the same words, then as the same chart."""
    logging.disable(logging.CRITICAL)
    settings = load_settings()
    load_releases(None, settings.compiled_dir)  # which the first start of a version makes
    start = time.process_time()
    releases = load_releases(None, settings.compiled_dir)
    app, echo = create_app(settings, releases), make_echo()
    warm_up(releases, deck_options(settings, Rulebook()))
    settle()
    ready_s = time.process_time() - start
    by = partial(answer, app) if ShortPath is None else partial(answer_shortly, ShortPath(app))
    first = [by(body) for body in bodies]
    again = [_as_new(app, bodies, by) for _ in range(_PASSES)]
    same = [[by(body).ms for body in bodies] for _ in range(_PASSES)]
    reference = orjson.dumps(reference_request())
    echoed = sorted(answer(echo, reference).ms for _ in range(_ECHOES))
    return {
        "ready_s": ready_s,
        "echo": echoed[_ECHOES // 2],
        "first": [each.ms for each in first],
        "second": [min(times) for times in zip(*again, strict=True)],
        "same": [min(times) for times in zip(*same, strict=True)],
        "statuses": [each.status for each in first],
        "answers": [each.digest for each in first],
    }


def _as_new(app: Flask, bodies: list[bytes], by: Callable[[bytes], Answered]) -> list[float]:
    """Return what each call takes where its chart is not remembered, but its texts and codes are."""
    parts = app.extensions.get("coding_cards.hook_calls")
    if hasattr(parts, "calls") and hasattr(parts.calls, "forget_reviews"):  # not in a commit that remembers none
        parts.calls.forget_reviews()
    return [by(body).ms for body in bodies]


if __name__ == "__main__":
    calls = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=list[bytes])
    sys.stdout.buffer.write(msgspec.json.encode(measure(calls)))
