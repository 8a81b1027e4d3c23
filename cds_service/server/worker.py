"""gunicorn's threaded worker, with threads for requests that have arrived, and no word of clients in logs and answers.

gunicorn itself gives each connection a thread, which waits without end for the rest of a request whose headers or body
come a byte at a time (its documentation advises a buffering proxy). Here the loop gathers requests, each within a set
time, and drops the oldest where there are too many (decision 0018).
"""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
import time
from collections import deque
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from gunicorn.http.body import ChunkedReader
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from cds_service.server.connection import ClientSocket, Connection
from cds_service.server.garbage_collector import after_request
from cds_service.server.refusals import ChunkReader, refusal_of
from cds_service.web.hook_calls import MustWaitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from cds_service.server.plain_call import PlainCall
    from cds_service.server.short_path import ShortPath

SEND_S = 10.0
"""How long a client may take to let an answer through."""
_LINGER_S = 0.5
_LOOK_S = 0.25
_MANY_PIECES = 2
"""Pieces of a few bytes that are taken as they come; after them the connection is looked at at longer intervals."""
_MOST_HELD_BYTES = 64 << 20


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker whose threads are for requests that have arrived; its loop reads, sends and closes, and never waits.

    `receive_s`, `most_body`, `most_connections` and `short_path` are set by the server before the workers are forked.
    `processor` is the one that the worker keeps to, where each has another.

    Hook calls that need not wait are answered in the loop, one after another: no other thread computes meanwhile.
    """

    receive_s = 10.0
    most_body = 5_000_000
    most_connections = 4096
    processor = 0
    short_path: ShortPath | None = None
    _notifies_at = 0.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - gunicorn's own
        super().__init__(*args, **kwargs)
        # The connections that the loop waits for, the oldest first.
        self._held: dict[Connection, None] = {}
        self._looks_at = 0.0
        # Hook calls that wait for their turn, each with the moment until which it may.
        self._calls: deque[tuple[ShortPath, Connection, PlainCall, float]] = deque()

    def notify(self) -> None:
        """Tell the master that the worker lives, once a second and not at each event; it waits for half a minute."""
        now = time.monotonic()
        if now >= self._notifies_at:
            self._notifies_at = now + 1.0
            super().notify()

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, and take what has come on it; another worker may have the next one."""
        try:
            accepted, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was first, or the client has gone
        except OSError as error:
            if error.errno not in {errno.EMFILE, errno.ENFILE} or not self._drop_oldest():
                raise
            return
        accepted.setblocking(False)  # noqa: FBT003 - the standard library's own
        client = ClientSocket(accepted.family, accepted.type, accepted.proto, accepted.detach())
        self.nr_conns += 1
        conn = Connection(self.cfg, client, address, listener.getsockname(), self.most_body)
        if len(self._held) >= self.most_connections:
            self._drop_oldest()
        self._read(conn)

    def on_client_socket_readable(self, conn: Connection, client: object) -> None:
        """Take what has come on a connection that was kept alive."""
        del client
        self.poller.unregister(conn.sock)
        self.keepalived_conns.remove(conn)
        self._read(conn)

    def finish_request(self, conn: Connection, done: Future[Any]) -> None:
        """Go on with a connection whose request a thread has answered; whether it is kept is what the thread gave."""
        self._finish(conn, is_further=not done.cancelled() and done.exception() is None and bool(done.result()))

    def _finish(self, conn: Connection, *, is_further: bool) -> None:
        conn.is_further = is_further
        if conn.sock.unsent:
            self._hold(conn, selectors.EVENT_WRITE, SEND_S, self._send)
            return
        try:
            self._go_on(conn)
        except OSError:  # the client has gone
            self._close(conn)

    def murder_pending(self) -> None:
        """Give up the connections whose time is over, and the oldest of those that hold too much memory."""
        now = time.monotonic()
        if now < self._looks_at:
            return
        self._looks_at = now + _LOOK_S
        for conn in list(self._held):
            if conn.deadline <= now or not (self.alive or conn.is_under_way):
                self._drop(conn)
            elif conn.resume_at is not None and conn.resume_at <= now:
                self._on_ready(conn)
        self._drop_for_memory()

    def _drop_for_memory(self) -> None:
        held = sum(conn.held_bytes for conn in self._held)
        while held > _MOST_HELD_BYTES and self._held:
            held -= next(iter(self._held)).held_bytes
            self._drop_oldest()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, but not past the next look at the clocks."""
        longest = min(timeout, _LOOK_S) if self._held else timeout
        super().wait_for_and_dispatch_events(0.0 if self._calls else longest)
        if self._calls:
            self._answer_next()

    def _read(self, conn: Connection) -> None:
        """Take what has come of a request; have it answered when it is whole."""
        try:
            is_whole = conn.receive()
        except OSError:
            self._close(conn)
            return
        if is_whole:
            self._answer(conn)
        else:
            self._hold(conn, selectors.EVENT_READ, self.receive_s, self._read_more)

    def _read_more(self, conn: Connection) -> None:
        """Take what has come meanwhile; look seldom at a client that sends a few bytes at a time.

        A look costs as much for one byte as for all that are to come, and takes the turn of a thread that computes.
        """
        if conn.receive():
            self._release(conn)
            self._answer(conn)
        elif conn.few_bytes > _MANY_PIECES:
            if conn.resume_at is None:
                self.poller.unregister(conn.sock)
            conn.resume_at = time.monotonic() + _LOOK_S * 2 ** (conn.few_bytes - _MANY_PIECES)
        elif conn.resume_at is not None:
            conn.resume_at = None
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_ready, conn))

    def _answer(self, conn: Connection) -> None:
        """Have a request answered: a plain hook call here, in its turn, anything else in a thread."""
        path = self.short_path
        call = conn.take_plain_call() if path else None
        if path is None or call is None:
            conn.take_request()
            self.enqueue_req(conn)
        elif path.may_wait(call):
            self._answer_in_thread(path, conn, call)
        else:
            self._queue(path, conn, call)

    def _queue(self, path: ShortPath, conn: Connection, call: PlainCall) -> None:
        """Let a call wait for its turn: as long as a clinician does, and not at all where as many wait as may."""
        gate, ahead = path.gate, len(self._calls)
        if ahead >= gate.places:
            self._calls.appendleft((path, conn, call, 0.0))
        else:
            until = inf if ahead < gate.running else time.monotonic() + gate.patience_s
            self._calls.append((path, conn, call, until))

    def _answer_next(self) -> None:
        """Answer the hook call whose turn it is; where that is too late, it gets Retry-After."""
        path, conn, call, until = self._calls.popleft()
        is_late = time.monotonic() > until
        is_last = call.is_last or not self.alive
        try:
            answer = path.answer_now(call, is_last=is_last, is_late=is_late)
        except MustWaitError:
            self._answer_in_thread(path, conn, call)
            return
        self._finish(conn, is_further=_sent(conn, answer) and not is_last)

    def _answer_in_thread(self, path: ShortPath, conn: Connection, call: PlainCall) -> None:
        def work() -> bool:
            is_last = call.is_last or not self.alive
            return _sent(conn, path.answer(call, is_last=is_last)) and not is_last

        done = self.tpool.submit(work)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def _send(self, conn: Connection) -> None:
        conn.sock.send_more()
        if not conn.sock.unsent:
            self._release(conn)
            self._go_on(conn)

    def _go_on(self, conn: Connection) -> None:
        """Wait for the next request of a connection, or let its client hang up."""
        if not conn.is_further:
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_WR)
            self._hold(conn, selectors.EVENT_READ, _LINGER_S, self._drain)
        elif conn.take_rest():
            self._answer(conn)
        elif conn.has_begun:
            self._hold(conn, selectors.EVENT_READ, self.receive_s, self._read_more)
        else:
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
            self.keepalived_conns.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _drain(self, conn: Connection) -> None:
        if conn.drain():
            self._drop(conn)

    def _hold(self, conn: Connection, event: int, within_s: float, ready: Callable[[Connection], None]) -> None:
        """Wait for a connection, no longer than a time."""
        conn.deadline, conn.ready = time.monotonic() + within_s, ready
        self._held[conn] = None
        self.poller.register(conn.sock, event, partial(self._on_ready, conn))

    def _on_ready(self, conn: Connection, _: object = None) -> None:
        if conn not in self._held or conn.ready is None:
            return  # dropped for an event of the same round
        try:
            conn.ready(conn)
        except OSError:
            self._drop(conn)

    def _release(self, conn: Connection) -> None:
        del self._held[conn]
        with contextlib.suppress(KeyError, ValueError):  # it is looked at again later
            self.poller.unregister(conn.sock)

    def _drop_oldest(self) -> bool:
        """Close the connection that has been waited for the longest; return whether there is one."""
        for conn in self._held:
            self._drop(conn)
            return True
        return False

    def _drop(self, conn: Connection) -> None:
        self._release(conn)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer one request of a connection; return whether a further one may come."""
        further = super().handle(conn)
        try:
            conn.sock.flush()
        except OSError:  # the client has gone
            further = False
        return further

    def handle_request(self, req: Any, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's own
        """Have a request answered that was read as far as its body."""
        if isinstance(req.body.reader, ChunkedReader):
            req.body.reader = ChunkReader(req.body.reader)
        return super().handle_request(req, conn)

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: BaseException) -> None:
        """Answer a request that gunicorn could not read."""
        del req, addr
        with contextlib.suppress(OSError):
            client.sendall(refusal_of(exc))


def _sent(conn: Connection, answer: bytes) -> bool:
    """Send an answer, or what the client takes of it now; return whether the client is there."""
    after_request()
    try:
        conn.sock.sendall(answer)
        conn.sock.flush()
    except OSError:
        return False
    return True
