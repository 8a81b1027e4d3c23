"""Makes text from a chart harmless in GitHub-flavoured Markdown, in summaries and in labels.

A client may turn Markdown into HTML without cleaning it, and renderers make links of bare addresses (GFM
0.29, section 6.9) in the text that remains after escapes are resolved. So angle brackets and ampersands
become entities, the other marks get a backslash, and addresses are broken by a word joiner, which no
reader sees.
"""

from __future__ import annotations

import re

_JOINER = "\u2060"
_SUSPICIOUS = re.compile(r"[\\`*_\[\]<>&~|$@^]|://|[^\x20-\x7e]|  |\w\.[A-Za-z]|[wW]\.")
_LINK = re.compile(r"://|@|(?<=\w)\.(?=[A-Za-z])|(?<=[wW])\.")
_MARKS = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {mark: f"\\{mark}" for mark in ("\\", *"`*_[]~|$^")},
)


def plain(text: str, limit: int = 200) -> str:
    """Return `text` on one line of at most `limit` characters, without control or direction characters."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def escape(text: str, limit: int = 200) -> str:
    """Return `text` so that Markdown shows it as it is: no mark-up, no HTML, no link.

    It is made for the middle of a line; marks that count only at the start of one are left alone.
    """
    if len(text) <= limit and not _SUSPICIOUS.search(text):
        return text
    return _LINK.sub(_broken, plain(text, limit).translate(_MARKS))


def _broken(match: re.Match[str]) -> str:
    """Put a word joiner into the part of an address that makes a renderer take it for a link."""
    found = match.group()
    return f"{_JOINER}." if found == "." else f"{found[0]}{_JOINER}{found[1:]}"
