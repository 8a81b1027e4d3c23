"""What a connection does with its socket; whole requests against a real server are in `tests/end_to_end`."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from cds_service.server import connection
from cds_service.server.connection import ClientSocket, TimedUnreader, TooSlowError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
LARGE = b"0123456789abcdef" * 500_000


@pytest.fixture
def ends() -> Iterator[tuple[ClientSocket, socket.socket]]:
    """Our end of a connection, and the client's."""
    own, other = socket.socketpair()
    with ClientSocket(own.family, own.type, own.proto, own.detach()) as ours, other:
        other.settimeout(10)
        yield ours, other


def received(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (piece := client.recv(1 << 16)):
        found += piece
    return found


def test_the_head_of_an_answer_goes_with_its_body(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    ours.sendall(HEAD)
    client.setblocking(False)  # noqa: FBT003 - the standard library's own
    with pytest.raises(BlockingIOError):
        client.recv(1)
    ours.sendall(b"body")
    assert client.recv(1000) == HEAD + b"body"
    ours.flush()
    with pytest.raises(BlockingIOError):
        client.recv(1)


def test_a_head_alone_goes_when_the_answer_is_done(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    ours.sendall(HEAD)
    ours.flush()
    assert client.recv(1000) == HEAD


def test_a_body_that_looks_like_a_head_is_sent(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    ours.sendall(HEAD)
    ours.sendall(b"HTTP/\r\n\r\n")
    assert client.recv(1000) == HEAD + b"HTTP/\r\n\r\n"


def test_a_file_goes_behind_the_head_of_its_answer(ends: tuple[ClientSocket, socket.socket], tmp_path: Path) -> None:
    ours, client = ends
    (tmp_path / "file").write_bytes(b"body")
    ours.sendall(HEAD)
    with (tmp_path / "file").open("rb") as file:
        assert ours.sendfile(file, 1, 3) == 3
    assert received(client, len(HEAD) + 3) == HEAD + b"ody"
    assert ours.gettimeout() is None


def test_what_does_not_fit_into_the_buffer_is_sent_all_the_same(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    sending = threading.Thread(target=ours.sendall, args=(LARGE,))
    sending.start()
    assert received(client, len(LARGE)) == LARGE
    sending.join()
    assert ours.gettimeout() is None


def test_a_client_that_takes_nothing_is_given_up(
    ends: tuple[ClientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SEND_S", 0.1)
    with pytest.raises(TimeoutError):
        ends[0].sendall(LARGE)


def test_a_request_has_one_clock(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    reader = TimedUnreader(ours, 0.2)
    reader.start_clock()
    client.sendall(b"one")
    assert reader.chunk() == b"one"
    with pytest.raises(TooSlowError):
        reader.chunk()
    client.sendall(b"two")
    with pytest.raises(TooSlowError):  # it is over, whatever comes
        reader.chunk()
    assert reader.is_late
    reader.start_clock()
    assert reader.chunk() == b"two"
    client.close()
    assert reader.chunk() == b""


def test_blocking_is_not_switched_off(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, _ = ends
    ours.setblocking(False)  # noqa: FBT003 - the standard library's own
    assert ours.gettimeout() is None
