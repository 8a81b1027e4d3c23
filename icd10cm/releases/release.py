"""A release of ICD-10-CM: its dates, its tabular list and the codes that are valid in it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from icd10cm.titles.side_groups import side_in, title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from icd10cm.anatomy.side import Side
    from icd10cm.index.model import AlphabeticIndex
    from icd10cm.notes.note_index import NoteLine, Notes
    from icd10cm.tabular.model import Node, SeventhCharacters, TabularList
    from icd10cm.titles.families import Families

_UNSPECIFIED = ", unspecified"
"""What charts leave out of a title."""


@dataclass(frozen=True, slots=True)
class KnownCode:
    """What a release says of one of its codes or headers.

    `title` has the meaning of the 7th character, `side` is the one side that it names. `texts` are what a chart writes
    when it only repeats the code: title and inclusion terms, casefolded.
    """

    node: Node
    title: str
    side: Side | None
    texts: frozenset[str]


Places = tuple[tuple[str | None, "Side | None"], ...]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Release:
    """One release, immutable and shared by all calls. What was worked out for a code is kept for the next call.

    `id` is its first effective day ("2026-04-01"). `valid` maps each valid code, with its 7th character,
    to the position of the node that it belongs to, in document order. `listed` is the package's or the CDC's
    code list, or None where the release came without one. `notes` are its note lines, `families` the codes that
    differ in side or place alone. `index` is its Alphabetic Index, None where it came without one. `derived` is what
    `kept_with_release` keeps, by function and key. `category_words` are
    `titles.category_words.categories_by_stem`, None where they are worked out when they are first asked for. `compiled`
    are the directory and the name of its compiled form, if it has one.
    """

    id: str
    effective_from: date
    effective_to: date
    tabular: TabularList = field(repr=False)
    valid: dict[str, int] = field(repr=False)
    notes: Notes = field(repr=False)
    families: Families = field(repr=False)
    listed: frozenset[str] | None = field(repr=False, default=None)
    index: AlphabeticIndex | None = field(repr=False, default=None)
    category_words: Mapping[str, tuple[int, ...]] | None = field(repr=False, default=None)
    _known: dict[str, KnownCode] = field(repr=False, default_factory=dict)
    _places: dict[str, Places] = field(repr=False, default_factory=dict)
    _sevenths: dict[int, SeventhCharacters | None] = field(repr=False, default_factory=dict)
    derived: dict[Any, dict[Any, Any]] = field(repr=False, default_factory=dict)
    compiled: tuple[Path, str] | None = field(repr=False, default=None)

    @property
    def kin(self) -> Families:
        """The former name of `families`, kept for rule packages; warns."""
        warnings.warn("Release.kin is Release.families now", DeprecationWarning, stacklevel=2)
        return self.families

    def in_force(self, day: date) -> bool:
        """Return whether the release is effective on `day`."""
        return self.effective_from <= day <= self.effective_to

    def is_valid(self, code: str) -> bool:
        """Return whether `code` is a valid code: complete, and in this release."""
        return code in self.valid

    def position(self, code: str) -> int | None:
        """Return the position of the node of a code or header; a 7th character belongs to its node's position."""
        found = self.tabular.by_code.get(code)
        return self.valid.get(code) if found is None else found

    def nearest(self, code: str) -> Node | None:
        """Return the deepest node whose code begins `code`; None if not even its category exists."""
        for length in range(len(code), 2, -1):
            found = self.tabular.find(code[:length].rstrip("."))
            if found is not None:
                return found
        return None

    def node(self, code: str) -> Node | None:
        """Return the node of a code or header, or None when the release has none."""
        position = self.position(code)
        return None if position is None else self.tabular.nodes[position]

    def known(self, code: str) -> KnownCode | None:
        """Return what the release says of a code or header, or None when it does not hold it."""
        found = self._known.get(code)
        if found is None:
            node = self.node(code)
            if node is None:
                return None  # and nothing is kept: what a chart has for a code may be anything
            found = self._known[code] = self._work_out(code, node)
        return found

    def _work_out(self, code: str, node: Node) -> KnownCode:
        title = self._full_title(code, node)
        terms = (term for each in self.lineage(node.index) for term in each.inclusion_terms)
        texts = frozenset(text.casefold() for text in (title, title.removesuffix(_UNSPECIFIED), *terms))
        return KnownCode(node, title, side_in(title_words(title)), texts)

    def _full_title(self, code: str, node: Node) -> str:
        meaning = self.meaning_of_seventh(code, node)
        return f"{node.title}, {meaning}" if meaning else node.title

    def meaning_of_seventh(self, code: str, node: Node) -> str:
        """Return what the 7th character of a code of a node adds to its title; "" for a code without one."""
        seventh = None if node.code == code else self.seventh(node.index)
        meaning = dict(seventh.meanings).get(code[-1], "") if seventh else ""
        return meaning.split(";")[0]

    def title(self, code: str) -> str:
        """Return the title of a code or header, with the meaning of its 7th character; "" when unknown."""
        known = self.known(code)
        return "" if known is None else known.title

    def lineage(self, index: int) -> Iterator[Node]:
        """Yield the node at `index`, its parent, and so on up to its category."""
        nodes = self.tabular.nodes
        while index >= 0:
            node = nodes[index]
            yield node
            index = node.parent

    def category(self, index: int) -> Node:
        """Return the category (three characters) of the node at `index`."""
        return self.tabular.nodes[self.notes.categories[index]]

    def seventh(self, index: int) -> SeventhCharacters | None:
        """Return the 7th-character definition that applies at a node: the nearest one on its way up."""
        if index not in self._sevenths:
            self._sevenths[index] = next((node.seventh for node in self.lineage(index) if node.seventh), None)
        return self._sevenths[index]

    def notes_for(self, code: str, element: str) -> tuple[NoteLine, ...]:
        """Return every line of a kind that holds for a code or header, nearest holder first; none if unknown."""
        position = self.position(code)
        return () if position is None else self.notes.inherited(position, element)

    def places_of(self, code: str) -> Places:
        """Return the sites that a code's title names, each with the title's side; a side alone has no site."""
        found = self._places.get(code)
        if found is None:
            known = self.known(code)
            if known is None:
                return ()
            slots, side = self.families.place(known.node.index).slots, known.side
            sites = tuple((site, side) for slot in slots for site in slot.sites)
            found = self._places[code] = sites or (((None, side),) if side else ())
        return found

    def sites_of(self, code: str) -> tuple[str, ...]:
        """Return the sites that a code's title names, in its order."""
        return tuple([site for site, _ in self.places_of(code) if site])

    def side_of(self, code: str) -> Side | None:
        """Return the one side that the title of a code names, its 7th character included (eyes); else None."""
        known = self.known(code)
        return None if known is None else known.side

    def codes_at(self, index: int) -> tuple[str, ...]:
        """Return the valid codes of one leaf: itself, or itself with each 7th character. Empty for a header."""
        node = self.tabular.nodes[index]
        if node.children:
            return ()
        seventh = self.seventh(index)
        if seventh is None:
            return (node.code,) if node.code in self.valid else ()
        full = (with_seventh(node.code, character) for character, _ in seventh.meanings)
        return tuple(code for code in full if code in self.valid)


def with_seventh(code: str, character: str) -> str:
    """Return `code` with its 7th character, filled up with the placeholder X (guideline I.A.4, I.A.5).

    >>> with_seventh("T84.53", "A")
    'T84.53XA'
    """
    dotted = code if "." in code else f"{code}."
    return f"{dotted:X<7}{character}"
