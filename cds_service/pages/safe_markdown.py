"""Markdown of cards as HTML that is safe to put into a page.

The cards escape what comes from a chart; here nothing relies on that: HTML in the text is shown as text, links are made
of written links alone, and of http, https and mailto addresses alone (markdown-it's own check).
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup


def render(text: str) -> Markup:
    """Return CommonMark text with tables as HTML."""
    return Markup(_renderer().render(text))  # noqa: S704 - the renderer escapes all HTML of the text


@cache
def _renderer() -> MarkdownIt:
    # Images would be fetched from elsewhere.
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
