"""The topic of a card: what an override is remembered by."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue

_LONGEST = 100
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def topic_of(issue: CodingIssue) -> str:
    """Return the rule id followed by the codes without dots: letters and digits only, at most 100 characters.

    A longer one keeps its beginning and ends in a digest of the whole, so that it stays stable and distinct.
    Epic remembers an override by this code and takes no other characters and no more of them.

    >>> from icd10cm.issue import CodingIssue, Strength
    >>> topic_of(CodingIssue("UnspecifiedSite", Strength.PROMPT, ("M86.50",), ("Condition/1",), ()))
    'UnspecifiedSiteM8650'
    """
    return _topic((issue.rule, *issue.codes))


@lru_cache(maxsize=4096)
def _topic(parts: tuple[str, ...]) -> str:
    whole = "".join(_OTHER.sub("", part) for part in parts)
    if len(whole) <= _LONGEST:
        return whole
    digest = sha256(whole.encode("ascii")).hexdigest()[:16]
    return whole[: _LONGEST - len(digest)] + digest
