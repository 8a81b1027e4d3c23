"""How deep JSON may be nested."""

from __future__ import annotations

import orjson


def is_too_deep(document: object) -> bool:
    """Return whether a document is too deep to be sent back within a card.

    orjson reads 1024 levels and writes 254. A resource of a suggestion stands a few levels deeper than it was
    received; ten levels are kept for that. Writing is the fastest way to find out.
    """
    try:
        orjson.dumps([[[[[[[[[[document]]]]]]]]]])
    except orjson.JSONEncodeError:
        return True
    return False
