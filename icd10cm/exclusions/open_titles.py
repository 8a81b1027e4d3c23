"""Titles that leave their disease open: "unspecified", or "not specified", of it or of its degree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from icd10cm.tabular.model import Node

_OPEN_DEGREE = r"(?:,| with| of)? unspecified (?:stage|severity|trimester|degree|complications?)$"
_DEGREE = re.compile(_OPEN_DEGREE)
_CHOICE = re.compile(r",? unspecified (?:whether|as to) [^,]*$")
_UNSPECIFIED = re.compile(rf"^unspecified |, (?:\w+ )?(?:unspecified|not specified)(?:,|$)|{_OPEN_DEGREE}")
_CLASS = re.compile(r"other (?:specified |inflammatory )?(?:disorder|disease|condition)s? of")


def is_class(node: Node) -> bool:
    """Return whether a title names a class of what has no code ("other specified disorders of penis"), no disease."""
    return _CLASS.match(node.title.lower()) is not None


def leaves_open(node: Node) -> bool:
    """Return whether a title leaves its disease unspecified; an injury is definite all the same."""
    return bool(_UNSPECIFIED.search(node.title.lower())) and not node.code.startswith(load_policy().injuries)


def without_degree(title: str) -> str | None:
    """Return what stands before an unspecified degree in a title, in lower case; None for another title."""
    degree = _DEGREE.search(title.lower())
    return None if degree is None else title.lower()[: degree.start()]


def without_choice(title: str) -> str | None:
    """Return what comes before a choice left open ("unspecified whether with hypoxia"); None for another title."""
    choice = _CHOICE.search(title.lower())
    return None if choice is None else title.lower()[: choice.start()]
