"""Attachments as text: content types, character sets, and what is not text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.documents.plain_text import UnreadableTextError, is_readable, plain_text


@pytest.mark.parametrize(
    ("data", "content_type", "text", "why"),
    [
        (b"IMPRESSION: caf\xc3\xa9", "text/plain", "IMPRESSION: café", "UTF-8 where no character set is named"),
        (b"IMPRESSION: caf\xe9", "text/plain", "IMPRESSION: café", "windows-1252 where the bytes are not UTF-8"),
        (b"caf\xe9", "text/plain; charset=iso-8859-1", "café", "the character set that is named"),
        (b"\xff\xfeA\x00", "text/plain; charset=UTF-16", "A", "UTF-16 with its mark"),
        (b"\xef\xbb\xbfA", "text/plain;charset=utf-8", "A", "a byte order mark is not text"),
    ],
)
def test_character_sets(data: bytes, content_type: str, text: str, why: str) -> None:
    assert plain_text(data, content_type) == text, why


@pytest.mark.parametrize(
    ("html", "text", "why"),
    [
        (
            "<p>Osteomyelitis of the <b>left</b> tibia.</p>",
            "Osteomyelitis of the left tibia.",
            "inline tags part no words",
        ),
        ("IMPRESSION:<br>Fracture", "IMPRESSION: | Fracture", "a break is a new line"),
        ("<ul><li>One</li><li>Two</li></ul>", "One | Two", "each item is a line"),
        ("<p>A <del>right</del> left</p>", "A left", "crossed out"),
        ("<p>A <s>right</s> left</p>", "A left", "struck out"),
        ("<p>A <span style='text-decoration: line-through'>right</span> left</p>", "A left", "struck out by style"),
        ("<p>A <span hidden>right</span> left</p>", "A left", "hidden"),
        ("<p>A <span style='display:none'>right</span> left</p>", "A left", "hidden by style"),
        ("<p>A<!-- right --> left</p>", "A left", "a comment"),
        ("<html><head><title>MRI right</title><style>b{}</style></head><body>Left</body></html>", "Left", "a head"),
        ("<script>right()</script>Left &amp; lower", "Left & lower", "a script; entities are letters"),
    ],
)
def test_html(html: str, text: str, why: str) -> None:
    lines = [" ".join(line.split()) for line in plain_text(html.encode(), "text/html; charset=utf-8").splitlines()]
    assert " | ".join(line for line in lines if line) == text, why


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<table><tr><td>Procedure</td><td>Left hip</td></tr></table>", ["Procedure\tLeft hip"]),
        ("<table><tr><th>Procedure</th><td><p>Left hip</p></td></tr></table>", ["Procedure\tLeft hip"]),
        ("<table><tr><td><p>A</p></td> <td>B</td>\n<td>C</td></tr><tr><td>D</td></tr></table>", ["A\tB\tC", "D"]),
        ("<table><tr><td>A</td></tr></table>B", ["A", "B"]),
    ],
)
def test_the_cells_of_a_row_are_parted_by_tabs(html: str, lines: list[str]) -> None:
    found = plain_text(html.encode(), "text/html").splitlines()
    assert [line.strip() for line in found if line.strip()] == lines


def test_rtf() -> None:
    rtf = rb"{\rtf1\ansi IMPRESSION:\par Osteomyelitis of the {\b left} tibia.}"
    assert plain_text(rtf, "application/rtf").split("\n") == ["IMPRESSION:", "Osteomyelitis of the left tibia."]


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (b"%PDF-1.7", "application/pdf", "application/pdf is not read"),
        (b"x", "image/png", "image/png is not read"),
        (b"<ClinicalDocument/>", "application/hl7-v3+xml", "application/hl7-v3\\+xml is not read"),
        (b"x", "", "no content type is not read"),
        (b"x", "text/plain; charset=klingon", "its character set is not known"),
        (b"\xff", "text/plain; charset=utf-8", "its bytes are not of its character set"),
        (b"plain", "text/rtf", "it is not RTF"),
        (rb"{\rtf1 {\strike right} left}", "text/rtf", "it holds crossed-out or hidden text"),
    ],
)
def test_what_is_not_read(data: bytes, content_type: str, reason: str) -> None:
    with pytest.raises(UnreadableTextError, match=reason):
        plain_text(data, content_type)


def test_readable_types() -> None:
    readable = ("text/plain", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "text/rtf", "application/rtf")
    assert all(map(is_readable, (*readable, "text/richtext")))
    assert not any(map(is_readable, ("application/pdf", "image/jpeg", "text/xml", "text", "", "application/dicom")))


@given(st.binary(max_size=200), st.sampled_from(("text/plain", "text/html", "text/rtf", "text/plain; charset=utf-16")))
def test_any_bytes_give_text_or_a_reason(data: bytes, content_type: str) -> None:
    with suppress(UnreadableTextError):
        assert isinstance(plain_text(data, content_type), str)
