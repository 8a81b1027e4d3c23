"""The text of an attachment: plain text, HTML or RTF by its content type and character set.

What an author crossed out or hid is not text. PDF, images and CDA are not read.
"""

from __future__ import annotations

import codecs
import re
from email.message import Message
from functools import lru_cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser
from striprtf.striprtf import rtf_to_text

if TYPE_CHECKING:
    from collections.abc import Callable

_HTML = frozenset(("text/html", "application/xhtml+xml"))
_RTF = frozenset(("text/rtf", "application/rtf", "text/richtext"))
_PLAIN = frozenset(("text/plain",))

_NOT_TEXT = (
    "head, style, script, template, del, s, strike, [hidden], [aria-hidden='true'], "
    "[style*='display:none'], [style*='display: none'], [style*='line-through']"
)
_LINES = (
    "br, p, div, li, tr, table, ul, ol, dl, dt, dd, section, article, header, footer, pre, hr, h1, h2, h3, h4, h5, h6"
)
_LATER_CELLS = "td + td, td + th, th + td, th + th"
_CELL = "\x1f"
_CELLS = re.compile(rf"\s*{_CELL}\s*")
_MOST_TYPES = 64
_CROSSED_OUT = ("\\strike", "\\deleted", "\\v ", "\\v\\")


class UnreadableTextError(ValueError):
    """The attachment holds no text that can be read; the message says why, and nothing of its content."""


def plain_text(data: bytes, content_type: str) -> str:
    """Return the text of an attachment.

    :raises UnreadableTextError: the content type is not a readable one, or the bytes are not of that type.
    """
    media_type, charset = media_type_of(content_type)
    convert = _reader_of(media_type)
    if convert is None:
        raise UnreadableTextError(f"{media_type or 'no content type'} is not read")
    return convert(_decoded(data, charset))


def is_readable(content_type: str) -> bool:
    """Return whether attachments of this content type are read."""
    return _reader_of(media_type_of(content_type)[0]) is not None


@lru_cache(maxsize=_MOST_TYPES)
def media_type_of(content_type: str) -> tuple[str, str | None]:
    """Return the media type in lower case and the character set of a Content-Type (RFC 9110, section 8.3)."""
    message = Message()
    message["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    if "/" not in content_type:
        return content_type.strip().lower(), None
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None


def _reader_of(media_type: str) -> Callable[[str], str] | None:
    if media_type in _PLAIN:
        return str
    if media_type in _HTML:
        return _from_html
    return _from_rtf if media_type in _RTF else None


def _decoded(data: bytes, charset: str | None) -> str:
    """Return bytes as text: by the character set named, else as UTF-8, else as windows-1252."""
    if charset is not None:
        try:
            codec = codecs.lookup(charset)
        except LookupError as error:
            raise UnreadableTextError("its character set is not known") from error
        try:
            return codec.decode(data, "strict")[0].removeprefix("\ufeff")
        except (UnicodeDecodeError, TypeError) as error:
            raise UnreadableTextError("its bytes are not of its character set") from error
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def _from_html(html: str) -> str:
    parsed = LexborHTMLParser(html)
    for node in parsed.css(_NOT_TEXT):
        node.decompose()
    for node in parsed.css(_LINES):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in parsed.css(_LATER_CELLS):
        node.insert_before(_CELL)
    body = parsed.body
    text = body.text(deep=True, separator="") if body is not None else ""
    return _CELLS.sub("\t", text) if _CELL in text else text


def _from_rtf(rtf: str) -> str:
    if not rtf.lstrip().startswith("{\\rtf"):
        raise UnreadableTextError("it is not RTF")
    if any(mark in rtf for mark in _CROSSED_OUT):
        raise UnreadableTextError("it holds crossed-out or hidden text")
    try:
        return str(rtf_to_text(rtf, errors="strict"))  # type: ignore[no-untyped-call] # the package has no types
    except (ValueError, LookupError) as error:
        raise UnreadableTextError("it is not RTF") from error
