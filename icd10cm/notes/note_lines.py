"""One line of a note: its words, the codes it names, the conditions it holds under."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from icd10cm.notes.narrowings import narrowing_of
from icd10cm.notes.references import Reference  # noqa: TC001 - decoding looks it up

IF_APPLICABLE = "if applicable"
IF_KNOWN = "if known"
IF = "if"
SUCH_AS = "such as"
ANY_ASSOCIATED = "any associated"
CONDITIONS = (IF_APPLICABLE, IF_KNOWN, IF, SUCH_AS, ANY_ASSOCIATED)

_CONDITION = re.compile(
    r"(?P<applicable>(?:if|where|and) applicable)|(?P<known>if\s+known)|(?P<such>such as)"
    r"|(?P<any>any associated)"
    r"|(?P<other>\bif (?:drug-induced|radiation-induced|present|necessary|no)|when specified)",
    re.IGNORECASE,
)
_KINDS = {"applicable": IF_APPLICABLE, "known": IF_KNOWN, "such": SUCH_AS, "any": ANY_ASSOCIATED, "other": IF}
_CODES_IN_PARENTHESES = re.compile(r"\s*\([A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?![0-9A-Z])[^()]*(?:[)}]+|\Z)")
_NOS = re.compile(r"\bNOS\b")
_EXCEPTION = re.compile(r"\b(?:except|other than|unless)\b", re.IGNORECASE)
NO_CONDITIONS: frozenset[str] = frozenset()


class NoteLine(Struct, frozen=True, array_like=True, gc=False):
    """One line of a note, as printed, and what it names.

    `holder` is a node's code, a section's id or "chapter 13" (a section id may equal a category: `level`
    tells them apart). `block` counts the note blocks of the holder from 0. `lead` is the lead-in that applies
    above the line ("" = none). `references` are the codes the line is about, `scope` codes that only narrow
    its words, and `unresolved` what it names and the tabular list does not hold. `conditions` are the
    conditional wordings that apply, from `CONDITIONS`.
    """

    holder: str
    level: str
    element: str
    block: int
    line: str
    lead: str = ""
    references: tuple[Reference, ...] = ()
    scope: tuple[Reference, ...] = ()
    unresolved: tuple[str, ...] = ()
    conditions: frozenset[str] = NO_CONDITIONS

    def names(self, index: int, code: str) -> bool:
        """Return whether the line is about the node at position `index`, coded in full as `code`."""
        return any(reference.covers(index, code) for reference in self.references)

    @property
    def wording(self) -> str:
        """The line without the codes in parentheses."""
        return _without_codes(self.line)

    @property
    def narrowing(self) -> frozenset[str]:
        """Words of which a title must hold one to be meant by an Excludes1 line; empty = no such words.

        A line with its own character qualifier says it that way, and needs no words.
        """
        if self.element != "excludes1" or self.qualified:
            return NO_CONDITIONS
        return narrowing_of(self.line)

    @property
    def qualified(self) -> bool:
        """Return whether a formal qualifier ("with 7th character B") narrows any of the references."""
        return any(reference.qualifier is not None for reference in self.references)

    def meets(self, title: str) -> bool:
        """Return whether a code of this title (7th character included) has the narrower words of the line."""
        narrowing = self.narrowing
        lowered = title.lower()
        return not narrowing or any(words in lowered for words in narrowing)

    @property
    def if_applicable(self) -> bool:
        """Return whether the line holds only "if applicable"."""
        return IF_APPLICABLE in self.conditions

    @property
    def if_known(self) -> bool:
        """Return whether the line holds only "if known"."""
        return IF_KNOWN in self.conditions

    @property
    def such_as(self) -> bool:
        """Return whether the line is an example ("such as:"), not a closed list."""
        return SUCH_AS in self.conditions

    @property
    def any_associated(self) -> bool:
        """Return whether the line speaks of "any associated" condition."""
        return ANY_ASSOCIATED in self.conditions

    @property
    def conditional(self) -> bool:
        """Return whether any condition is effective."""
        return bool(self.conditions)

    @property
    def says_nos(self) -> bool:
        """Return whether the line means the unspecified code of what it names ("pain NOS")."""
        return _NOS.search(self.line) is not None

    @property
    def has_exception(self) -> bool:
        """Return whether the words take something out ("except", "unless"): for a person to read."""
        return _EXCEPTION.search(self.line) is not None or _EXCEPTION.search(self.lead) is not None


def conditions_in(words: str) -> frozenset[str]:
    """Return the conditional wordings that are in a line."""
    found = [_KINDS[str(match.lastgroup)] for match in _CONDITION.finditer(words)]
    return frozenset(found) if found else NO_CONDITIONS


@lru_cache(maxsize=1 << 14)
def _without_codes(line: str) -> str:
    return _CODES_IN_PARENTHESES.sub("", line).strip(" ,.")
