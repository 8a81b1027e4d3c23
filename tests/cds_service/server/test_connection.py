"""How a connection sends; whole requests against a real server are in `tests/end_to_end/test_hardening.py`."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import pytest

from cds_service.server.connection import ClientSocket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
LARGE = b"0123456789abcdef" * 500_000


@pytest.fixture
def ends() -> Iterator[tuple[ClientSocket, socket.socket]]:
    """Our end of a connection, and the client's."""
    own, other = socket.socketpair()
    own.setblocking(False)  # noqa: FBT003 - the standard library's own
    with ClientSocket(own.family, own.type, own.proto, own.detach()) as ours, other:
        other.settimeout(10)
        yield ours, other


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
    assert client.recv(1000) == HEAD + b"ody"


def test_what_a_client_does_not_take_is_kept_and_nobody_waits(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    ours.sendall(LARGE)
    ours.sendall(b"and the end")
    assert ours.unsent.endswith(b"and the end")
    received = b""
    while ours.unsent:
        received += client.recv(1 << 20)
        ours.send_more()
    client.setblocking(False)  # noqa: FBT003 - the standard library's own
    with contextlib.suppress(BlockingIOError):
        while piece := client.recv(1 << 20):
            received += piece
    assert received == LARGE + b"and the end"


def test_a_client_that_has_gone_is_told(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    client.close()
    with pytest.raises(OSError, match="pipe"):
        ours.sendall(b"body")


def test_a_request_for_the_body_is_not_sent_twice(ends: tuple[ClientSocket, socket.socket]) -> None:
    ours, client = ends
    assert ours.send(b"HTTP/1.1 100 Continue\r\n\r\n") == 25
    ours.sendall(HEAD)
    ours.flush()
    assert client.recv(1000) == HEAD
