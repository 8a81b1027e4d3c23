"""Answers plain hook calls without a framework between the worker and the review.

Flask answers everything else, and is what extensions see. What it puts on every answer is asked of it once for cards,
and each time for an answer that is not cards.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson
from flask import Response, g, request

from cds_service.app import PARTS
from cds_service.clients.token import TokenRefusedError
from cds_service.errors import CallError
from cds_service.hooks.call_log import CallRecord
from cds_service.web.authentication import refusal
from cds_service.web.error_responses import failure_response, fault_response
from cds_service.web.hook_calls import MustWaitError

if TYPE_CHECKING:
    from flask import Flask

    from cds_service.app import HookParts
    from cds_service.clients.authenticator import Admission
    from cds_service.limits.call_gate import CallGate
    from cds_service.server.plain_call import PlainCall

_MOST_AT_ONCE = 128 << 10
"""Bytes of a body that is answered in the worker's loop; for a larger one the others would wait too long."""
_REQUEST_ID = "X-Request-Id"


class ShortPath:
    """Answers the calls of one application; one object for all workers, which share it by fork."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._parts: HookParts = app.extensions[PARTS]
        self.gate = self._parts.gate
        self._always_waits = self._parts.calls.may_wait or self._parts.doorkeeper.may_wait
        empty = Response(b"", mimetype="application/json")
        with app.test_request_context("/cds-services/none", method="POST"):
            self._fields = "".join(
                f"{name}: {value}\r\n"
                for name, value in app.process_response(empty).headers
                if name not in {"Content-Type", "Content-Length"}
            )

    def may_wait(self, call: PlainCall) -> bool:
        """Return whether a call may hold others up, as far as can be seen before it is answered."""
        return self._always_waits or len(call.body) > _MOST_AT_ONCE

    def answer(self, call: PlainCall, *, is_last: bool) -> bytes:
        """Return the answer to a call that may have to wait, for its turn too."""
        return self._answer(call, self.gate.admit(), may_wait=True, is_last=is_last)

    def answer_now(self, call: PlainCall, *, is_last: bool, is_late: bool) -> bytes:
        """Return the answer to a call that need not wait; one that comes too late gets Retry-After.

        :raises MustWaitError: it has to.
        """
        place = _NoPlace(self.gate) if is_late else nullcontext()
        return self._answer(call, place, may_wait=False, is_last=is_last)

    def _answer(self, call: PlainCall, place: AbstractContextManager[None], *, may_wait: bool, is_last: bool) -> bytes:
        calls, start = self._parts.calls, time.perf_counter()
        record = admission = None
        try:
            admission = self._parts.doorkeeper.admit(call.authorization, call.path)
            record = CallRecord(admission.client.name, calls.limit_s)
            record.clock.durations_ms["authenticate"] = round((time.perf_counter() - start) * 1000, 3)
            answer = calls.answer(
                call.service_id, lambda: call.body, record, admission.client, place, may_wait=may_wait
            )
            return self._cards(orjson.dumps(answer), record.request_id, is_last=is_last)
        except MustWaitError:
            raise
        except TokenRefusedError:
            response = refusal()
        except CallError as fault:
            response = fault_response(fault)
        except Exception as error:  # noqa: BLE001 - as Flask does
            response = failure_response(error, self._parts.metrics)
        return self._other(response, call.path, record, admission, is_last=is_last)

    def _cards(self, body: bytes, request_id: str, *, is_last: bool) -> bytes:
        head = (
            f"{_start('200 OK', is_last=is_last)}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"{self._fields}{_REQUEST_ID}: {request_id}\r\n\r\n"
        )
        return head.encode("latin-1") + body

    def _other(
        self,
        response: Response,
        path: str,
        record: CallRecord | None,
        admission: Admission | None,
        *,
        is_last: bool,
    ) -> bytes:
        """Return an answer that is not cards, with all that Flask does to one."""
        with self._app.test_request_context(path, method="POST"):
            if admission is not None:
                g.admission = admission
            if record is not None:
                g.request_id = record.request_id
            response = self._app.process_response(response)
            fields = "".join(f"{name}: {value}\r\n" for name, value in response.get_wsgi_headers(request.environ))
        head = f"{_start(response.status, is_last=is_last)}{fields}\r\n"
        return head.encode("latin-1") + response.get_data()


class _NoPlace(AbstractContextManager[None]):
    """Lets nobody in."""

    def __init__(self, gate: CallGate) -> None:
        self._gate = gate

    def __enter__(self) -> None:
        """Refuse.

        :raises BusyError: always.
        """
        raise self._gate.busy()

    def __exit__(self, *_: object) -> None:
        """Do nothing: nobody was let in."""


def _start(status: str, *, is_last: bool) -> str:
    """Return the first lines of an answer, as gunicorn writes them."""
    connection = "close" if is_last else "keep-alive"
    return f"HTTP/1.1 {status}\r\nServer: gunicorn\r\nDate: {_date(int(time.time()))}\r\nConnection: {connection}\r\n"


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
