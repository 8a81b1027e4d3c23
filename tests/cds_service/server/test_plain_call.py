"""Which requests are read without gunicorn: hook calls as clients send them, nothing that may be meant otherwise."""

from __future__ import annotations

import pytest

from cds_service.server.arrival import Arrival
from cds_service.server.plain_call import PlainCall, read_plain_call

PATH = "/cds-services/coding-review-order-sign"
FIELDS = ("Host: 127.0.0.1:8080", "Content-Type: application/json", "Content-Length: 2")


def read(*fields: str, line: str = f"POST {PATH} HTTP/1.1", body: bytes = b"{}") -> tuple[PlainCall, bytes] | None:
    arrival = Arrival(1000)
    arrival.add("\r\n".join([line, *fields, "", ""]).encode("latin-1") + body)
    assert arrival.is_whole
    return read_plain_call(arrival)


@pytest.mark.parametrize(
    ("fields", "authorization", "is_last"),
    [
        (FIELDS, None, False),
        ((*FIELDS, "Authorization: Bearer a.b.c"), "Bearer a.b.c", False),
        ((*FIELDS, "Connection: keep-alive", "Accept: */*", "Accept-Encoding: gzip", "User-Agent: x"), None, False),
        ((*FIELDS, "connection: Close"), None, True),
        (("host:[::1]:8080", "CONTENT-LENGTH:\t2 ", "Content-Type: application/fhir+json; charset=UTF-8"), None, False),
    ],
)
def test_hook_call_is_read(fields: tuple[str, ...], authorization: str | None, is_last: bool) -> None:  # noqa: FBT001
    assert read(*fields) == (PlainCall(PATH, PATH.rpartition("/")[2], authorization, b"{}", is_last), b"")


def test_what_comes_behind_a_call_is_kept() -> None:
    found = read(*FIELDS, body=b"{}GET /healthz HTTP/1.1\r\n")
    assert found is not None
    assert (found[0].body, found[1]) == (b"{}", b"GET /healthz HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (FIELDS[1:], "no host: refused"),
        ((*FIELDS, "Host: other"), "two hosts: refused"),
        ((*FIELDS, "Content-Length: 3"), "two lengths: smuggling"),
        ((*FIELDS, "Content_Length: 3"), "a name that could be taken for another"),
        ((*FIELDS, "Transfer-Encoding: chunked"), "a length and a coding: smuggling"),
        ((*FIELDS, "Expect: 100-continue"), "waits to be asked"),
        ((*FIELDS, "Origin: https://ehr.example.org"), "a browser: CORS decides"),
        ((*FIELDS, "Upgrade: h2c"), "another protocol"),
        ((*FIELDS, "Connection: upgrade"), "another protocol"),
        ((*FIELDS, "X-Name: a", " folded"), "an obsolete line"),
        ((*FIELDS, "X-Name : a"), "a blank before the colon"),
        ((*FIELDS, "X-Name: a\x00b"), "a control character"),
        ((*FIELDS, "X-Name: \xe9"), "not ASCII"),
        ((*FIELDS, "X-Name: " + "a" * 8190), "a field that is too long"),
        ((*FIELDS, *(f"X-{number}: a" for number in range(62))), "too many fields"),
        ((FIELDS[0], FIELDS[2], "Content-Type: text/plain"), "not JSON"),
        ((FIELDS[0], FIELDS[2]), "of no type"),
        ((FIELDS[0], FIELDS[1], "Content-Length: 1001"), "too long a body"),
        ((FIELDS[0], FIELDS[1], "Content-Length: +2"), "no length"),
    ],
)
def test_anything_else_in_the_head_is_left_to_the_parser(fields: tuple[str, ...], why: str) -> None:
    assert read(*fields, body=b"0\r\n\r\n" if "chunked" in fields[-1] else b"{}") is None, why


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"POST {PATH} HTTP/1.0", "another version"),
        (f"POST {PATH}/ HTTP/1.1", "another spelling of the path"),
        (f"POST {PATH}?a=b HTTP/1.1", "a query"),
        (f"POST {PATH}/feedback HTTP/1.1", "feedback"),
        ("POST /cds-services/%63oding HTTP/1.1", "an encoded path"),
        ("POST //cds-services/coding HTTP/1.1", "another path"),
        (f"GET {PATH} HTTP/1.1", "another method"),
        (f"POST  {PATH} HTTP/1.1", "two blanks"),
    ],
)
def test_another_request_line_is_left_to_the_parser(line: str, why: str) -> None:
    assert read(*FIELDS, line=line) is None, why
