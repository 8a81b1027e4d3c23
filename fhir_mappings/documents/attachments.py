"""The text of a FHIR Attachment: inline, or in a Binary that came with the call."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

import msgspec

from fhir_mappings.documents.plain_text import UnreadableTextError, is_readable, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element

LARGEST = 256 * 1024
"""Bytes of one document that are read at most."""
_BASE64_LARGEST = LARGEST * 4 // 3 + 4


def text_of_first(attachments: Sequence[Element], context: ReadingContext) -> str:
    """Return the text of the first attachment that can be read; why each one before it cannot be is noted."""
    for attachment in attachments:
        try:
            return _text(attachment, context)
        except UnreadableTextError as error:
            attachment.faulty(f"{attachment.place}: {error}")
    return ""


def address_of(attachment: Element, context: ReadingContext) -> str | None:
    """Return the reference of the Binary that an attachment names by its URL; None for another or no URL."""
    url = attachment.text("url")
    if not url:
        return None
    relative = context.index.references.relative(url)
    return relative if relative.startswith("Binary/") else None


def _text(attachment: Element, context: ReadingContext) -> str:
    content_type = attachment.text("contentType")
    if attachment.json.get("data") is None:
        binary = _binary(attachment, context)
        content_type = binary.text("contentType") or content_type
        attachment = binary
    if content_type and not is_readable(content_type):
        raise UnreadableTextError(f"{content_type.partition(';')[0]} is not read")
    return plain_text(_decoded(attachment.text("data")), content_type)


def _binary(attachment: Element, context: ReadingContext) -> Element:
    if not attachment.text("url"):
        raise UnreadableTextError("it has neither data nor a URL")
    target = address_of(attachment, context)
    if target is None or target not in context.index.by_reference:
        raise UnreadableTextError("it is elsewhere and was not received")
    return context.index.element(target)


def _decoded(data: str) -> bytes:
    """Return base64 as bytes; white space in it is allowed (FHIR, base64Binary)."""
    if len(data) > _BASE64_LARGEST:
        raise UnreadableTextError(f"it is larger than {LARGEST // 1024} KiB")
    try:
        return msgspec.convert(data, bytes)  # thrice as fast as the standard library
    except msgspec.ValidationError:  # the usual case has no white space
        pass
    try:
        return b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableTextError("its data is not base64") from error
