"""What differs between two releases, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Titled:
    """A code or header with its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A code that is valid in the old release only; `now_header` tells that the new one has it as a header."""

    code: str
    title: str
    now_header: bool


@dataclass(frozen=True, slots=True)
class Retitled:
    """A code or header with another title than before."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """The note lines of one kind at one holder that came and that went.

    `element` is the kind in the XML; "inclusionTerm" and "sevenChrDef" (7th characters with their meanings) count too.
    """

    holder: str
    element: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What the differences mean for a rule: the codes of charts about which it says something else than before.

    `why` says in what way. A table of reviewed data that names a code takes the place of a rule where `rule` ends in
    ".toml".
    """

    rule: str
    why: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs from the release `old` to the release `new`, codes in document order, notes by their holder."""

    old: str
    new: str
    new_codes: tuple[Titled, ...]
    deleted_codes: tuple[Deleted, ...]
    new_headers: tuple[Titled, ...]
    deleted_headers: tuple[Titled, ...]
    retitled: tuple[Retitled, ...]
    notes: tuple[ChangedNote, ...]
    touched: tuple[Touched, ...]
