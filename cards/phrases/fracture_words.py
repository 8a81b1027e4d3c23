"""7th characters as a question says them: what two of them differ in, and the one type of an open fracture.

The chart says "type IIIB" where a code says "type IIIA, IIIB, or IIIC".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from cards.phrases.pair_slots import concerned
from cards.phrases.two_names import in_a_row
from cards.short_names import in_everyday_words, new_seventh, printed_seventh
from icd10cm.choosing.seventh import read_meaning
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import TextFacts, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cards.card_context import CardContext

_TYPES = re.compile(r" ?\btype (?P<types>I or II|IIIA, IIIB, or IIIC)\b")
_PRINTED = re.compile(r"\b(?P<state>(?:closed|open) fracture)(?: (?P<type>type (?:I or II|IIIA, IIIB, or IIIC)))?\b")
_STATES = ("open", "closed")
_KIND = re.compile(r"\b(?:closed|open) fracture\b")


def as_charted(words: str, context: CardContext) -> str:
    """Return what a code says of an open fracture as the chart says it: with its one type, or without any.

    A fracture that is only called open has a code with "type I or II" in its title.
    """
    if not _TYPES.search(words):
        return words
    stated = {facts.gustilo for facts in _facts(context)} - {None}
    if len(stated) > 1:
        return words
    stated_type = stated.pop() if stated else ""
    named = any("gustilo" in text.casefold() for text, _ in _read(context))
    return _TYPES.sub(lambda found: _of_type(found, stated_type or "", named=named), words).strip(" ,")


def _of_type(found: re.Match[str], stated: str, *, named: bool) -> str:
    if not stated:
        return "" if found.start() else found.group()
    if found["types"].startswith("III") is not stated.startswith("III"):
        return found.group()
    return f", Gustilo {stated}" if named else found.group().replace(found["types"], stated)


def _stated(context: CardContext) -> str:
    """Return the one kind of fracture that the texts of the issue state: "type IIIB open fracture"; "" for none."""
    said = {kind for text, facts in _read(context) if (kind := _kind(text, facts))}
    return said.pop() if len(said) == 1 else ""


def _kind(text: str, facts: TextFacts) -> str:
    if facts.gustilo:
        return f"{'Gustilo' if 'gustilo' in text.casefold() else 'type'} {facts.gustilo} open fracture"
    if facts.open_fracture is None:
        return ""
    return "open fracture" if facts.open_fracture else "closed fracture"


def _facts(context: CardContext) -> Iterator[TextFacts]:
    return (facts for _, facts in _read(context))


def _read(context: CardContext) -> Iterator[tuple[str, TextFacts]]:
    texts = (each.statement for each in context.issue.evidence if each.from_text)
    return ((text, read_text(text, load_lexicon())) for text in texts)


def _turned(context: CardContext) -> str:
    """Return side and kind of fracture where the only choice changes both: "left, type IIIB open fracture"."""
    code, choice = _pair(context)
    if not choice or not new_seventh(code, choice, context.release):
        return ""
    side, stated = context.side(choice), _stated(context)
    return f"{side}, {stated}" if side and stated else ""


def _own_kind(context: CardContext) -> str:
    """Return what the 7th character of the code says of the fracture: "closed fracture"."""
    code = context.issue.codes[0] if context.issue.codes else ""
    found = _KIND.search(context.release.title(code))
    return found.group() if found else ""


def _apart(code: str, other: str, context: CardContext) -> str:
    """Return what the 7th character of a code says and that of the other one does not, in its parts.

    "active treatment" and "follow-up, routine healing" of two open fractures.
    """
    own, others = (_parts(printed_seventh(each, context.release)) for each in (code, other))
    return ", ".join(part for part in own if part not in others).replace("fracture, type", "fracture type")


def _parts(printed: str) -> tuple[str, ...]:
    return tuple(filter(None, astuple(_Seventh.read(printed))))


class _Seventh(Struct, frozen=True):
    """What a 7th character says, in everyday words; "" for what it does not say."""

    phase: str = ""
    state: str = ""
    type: str = ""
    healing: str = ""

    @classmethod
    def read(cls, printed: str) -> _Seventh:
        if not printed:
            return cls()
        meaning = read_meaning(printed)
        fracture = _PRINTED.search(printed)
        state, kind = fracture.group("state", "type") if fracture else ("", "")
        parts = (meaning.phase, state, kind, meaning.healing)
        return cls(*(in_everyday_words(each) if each else "" for each in parts))

    def unlike(self, other: _Seventh) -> str:
        """Return what this one says and another one does not, as short as tells them apart."""
        state = self.state.removesuffix(" fracture") if self.state and other.state and self.state != other.state else ""
        if self.phase != other.phase:
            return f"{self.phase} ({state})" if state and self.phase else self.phase
        kind = self.type if self.type != other.type else ""
        healing = self.healing if self.healing != other.healing else ""
        if state:
            return f"{state} ({healing or kind})" if healing or kind else state
        if kind:
            return f"open {kind} ({healing})" if healing else f"open {kind}"
        return healing


def _sevenths(context: CardContext) -> str:
    """Return what tells the 7th characters of two codes apart: "closed or open (type I or II)"."""
    pair = concerned(context)[:2]
    nodes = [context.release.node(code) for code in pair]
    if len(pair) < 2 or nodes[0] is None or nodes[0] is not nodes[1]:
        return ""
    one, other = (_Seventh.read(printed_seventh(code, context.release)) for code in pair)
    said = [one.unlike(other), other.unlike(one)]
    return in_a_row(said, "or") if all(said) else ""


def _phases(context: CardContext) -> str:
    """Return what the 7th characters of many choices are for: "active treatment, follow-up or late effect"."""
    printed = [printed_seventh(code, context.release) for code in context.issue.choices]
    phases = list(dict.fromkeys(_Seventh.read(each).phase for each in printed))
    return in_a_row(phases, "or") if len(phases) > 1 and all(phases) else ""


def _own_seventh(context: CardContext) -> str:
    code, choice = _pair(context)
    return _apart(code, choice, context) if choice else ""


def _other_seventh(context: CardContext) -> str:
    code, choice = _pair(context)
    return as_charted(_apart(choice, code, context), context) if choice else ""


def _own_open(context: CardContext) -> str:
    """Return what the code says of a fracture where the choice says the opposite: "a closed fracture"."""
    own, other = _own_seventh(context), _other_seventh(context)
    opposite = ("closed" in own and "open" in other) or ("open" in own and "closed" in other)
    return f"{'an' if own.startswith('open') else 'a'} {own}" if opposite and own.startswith(_STATES) else ""


def _pair(context: CardContext) -> tuple[str, str]:
    """Return the code and the only choice; "" for both where there is none or several."""
    codes, choices = context.issue.codes, context.issue.choices
    return (codes[0], choices[0]) if codes and len(choices) == 1 and codes[0] != choices[0] else ("", "")


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "stated_fracture": _stated,
    "turned": _turned,
    "own_kind": _own_kind,
    "own_open": _own_open,
    "own_seventh": _own_seventh,
    "other_seventh": _other_seventh,
    "phases": _phases,
    "sevenths": _sevenths,
    "sevenths_alone": _sevenths,
}
