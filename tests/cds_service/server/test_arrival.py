"""When a request has arrived as a whole: at its last byte, however it is cut into pieces, and never before."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.server.arrival import MOST_HEAD, Arrival

MOST_BODY = 1000
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LENGTH = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{}\r\n0\r\n\r\n\r\n\r\n"
CHUNKS = (
    b'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10;name="x"\r\n{"a": "0\r\n\r\n\r\n"}\r\n1\r\n \r\n0\r\n'
)
WHOLE = [GET, LENGTH, CHUNKS + b"\r\n", CHUNKS + b"Trailer: x\r\nOther: y\r\n\r\n"]


def arrived(*pieces: bytes) -> list[bool]:
    """Return after each piece whether the request is whole."""
    arrival, found = Arrival(MOST_BODY), []
    for piece in pieces:
        arrival.add(piece)
        found.append(arrival.is_whole)
    return found


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(WHOLE), st.lists(st.integers(0, 200), max_size=6))
def test_request_is_whole_at_its_last_byte(request: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(request), *(cut for cut in cuts if cut < len(request))})
    pieces = [request[start:end] for start, end in itertools.pairwise(places)]
    assert arrived(*pieces) == [False] * (len(pieces) - 1) + [True]


@pytest.mark.parametrize("request_", WHOLE)
def test_request_a_byte_at_a_time(request_: bytes) -> None:
    assert arrived(*(bytes([byte]) for byte in request_)) == [False] * (len(request_) - 1) + [True]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"POST /x HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", "too long a body: it is refused unread"),
        (b"POST /x HTTP/1.1\r\nContent-Length: many\r\n\r\n", "no length that can be waited for"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "no coding that can be waited for"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "no size of a chunk"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "a negative size"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 20_000, "a size without end"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 20_000, "trailers without end"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + b" " * 20_000, "more than allowed"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (MOST_HEAD // 6), "headers without end"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_be_refused_is_not_waited_for(head: bytes, why: str) -> None:
    assert arrived(head) == [True], why


@pytest.mark.parametrize(
    "start",
    [
        b"POST /x HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + b" " * 999,
        b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n" + b" " * 500,
        b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"4\r\n1234\r\n" * 240,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100,
        b"",
    ],
)
def test_what_lacks_its_end_is_waited_for(start: bytes) -> None:
    assert arrived(start) == [False]


def test_client_that_waits_to_be_asked_for_its_body_is_told_apart() -> None:
    for head, expected in (
        (b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", True),
        (b"POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n", False),
        (b"GET /x HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", False),
        (b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9999\r\n\r\n", False),  # it gets 413
    ):
        arrival = Arrival(MOST_BODY)
        arrival.add(head)
        assert arrival.expects_continue is expected
