"""Makes text from a chart harmless in GitHub-flavoured Markdown, in summaries and in labels.

A client may turn Markdown into HTML without cleaning it, and renderers make links of bare addresses (GFM
0.29, section 6.9) in the text that remains after escapes are resolved. So angle brackets and ampersands
become entities, the other marks get a backslash, and addresses are broken by a hair space. (A character
without any width does not serve: some renderers take it for a letter.) Codes stay as they are, so that they can be
copied: no domain is named like what follows their dot.
"""

from __future__ import annotations

import re
from html import unescape

_HAIR_SPACE = "\u200a"
_DOUBTFUL = re.compile(r"[^A-Za-z0-9 ,/()'-](?<!\d\.(?=\d))")
_LINK = re.compile(
    # A code of ICD-10-CM, and no part of an address. Of codes with two letters alone after their dot only those that no
    # top-level domain is named like ("C84.ZA" is broken: South Africa).
    r"(?P<code>(?<![\w.@:/-])[A-Z]\d[0-9A-Z]\."
    r"(?:\d[0-9A-Z]{0,3}|[A-Z](?:X{0,2}\d[0-9A-Z]{0,2})?|A[AB]|XXX[A-Z])(?![\w@]|[.:/]\w|:/))"
    r"|://|@|(?<=\w)\.(?=[^\W\d_])|(?<=[wW])\."
)
_BOLD = re.compile(r"(?<!\\)\*\*(?P<words>[^*]+)\*\*")
_ESCAPED = re.compile(r"\\(?P<mark>[\\`*_\[\]~|$^])")
_MARKS = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {mark: f"\\{mark}" for mark in ("\\", *"`*_[]~|$^")},
)


def plain(text: str, limit: int = 200) -> str:
    """Return `text` on one line of at most `limit` characters, without control or direction characters."""
    if len(text) <= limit and not _DOUBTFUL.search(text):
        return text
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def escape(text: str, limit: int = 200) -> str:
    """Return `text` so that Markdown shows it as it is: no mark-up, no HTML, no link.

    It is made for the middle of a line; marks that count only at the start of one are left alone.
    """
    if len(text) <= limit and not _DOUBTFUL.search(text):
        return text
    return _LINK.sub(_broken, plain(text, limit).translate(_MARKS))


def unmarked(line: str) -> str:
    r"""Return a line of our Markdown without bold and escapes, for a terminal; addresses stay broken.

    >>> unmarked("**Chart:** a &lt;5 mm ulcer \\[left\\] (diagnosis)")
    'Chart: a <5 mm ulcer [left] (diagnosis)'
    """
    return unescape(_ESCAPED.sub(r"\g<mark>", _BOLD.sub(r"\g<words>", line)))


def _broken(match: re.Match[str]) -> str:
    """Put a hair space before the mark that makes a renderer take an address for a link."""
    return match.group() if match["code"] else _HAIR_SPACE + match.group()
