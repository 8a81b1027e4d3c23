"""A FHIR server process that takes its time for every answer, and answers with the parts of the reference request."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import orjson

from benchmarks.reference_request import reference_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import SimpleQueue


_NOTHING = orjson.dumps({"resourceType": "Bundle", "type": "searchset", "total": 0})
"""The answer to a search for what the reference request does not have: reports and notes."""


@contextlib.contextmanager
def running_fhir_server(delay_s: float) -> Iterator[str]:
    """Run the server until the block ends; yields its base URL."""
    context = multiprocessing.get_context("spawn")
    told: SimpleQueue[int] = context.SimpleQueue()
    process = context.Process(target=_serve, args=(delay_s, told), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{told.get()}"
    finally:
        process.terminate()
        process.join(10)


def _serve(delay_s: float, told: SimpleQueue[int]) -> None:
    prefetch = reference_request()["prefetch"]
    answers = {
        "Encounter": orjson.dumps(prefetch["encounter"]),
        "Condition": orjson.dumps(prefetch["conditions"]),
        "Procedure": orjson.dumps(prefetch["procedures"]),
        "Observation": orjson.dumps(prefetch["cultures"]),
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            due = time.monotonic() + delay_s
            answer = answers.get(self.path.split("?")[0].split("/")[1], _NOTHING)
            time.sleep(max(0.0, due - time.monotonic()))
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: {len(answer)}\r\n\r\n"
            self.wfile.write(head.encode() + answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.put(server.server_address[1])
    threading.Thread(target=server.serve_forever).start()
