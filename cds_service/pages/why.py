"""`/why/<rule>/<codes>`: why a card was shown: its rule, the facts that counted, the notes, and what it leads to.

Everything comes from the address, which holds codes and kinds of facts alone: what the chart says in words is on the
card, and is kept nowhere. What a fact says is read from the codes: the side of the answer is the side that it states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from cards.phrases.note_words import ELEMENTS
from cards.short_names import differences, in_everyday_words, printed_seventh, short_name
from cds_service.examples import load_examples
from cds_service.pages.rules import STRENGTHS, text_of
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Blueprint

    from cds_service.examples import Example
    from cds_service.pages.site import Site
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

COUNTED = {
    "side": "Side",
    "site": "Site",
    "seventh": "7th character",
    "organism": "Organism",
    "code": "Code",
    "diagnosis": "Diagnosis",
    "detail": "Detail",
}
"""What a fact decides, as `cards.phrases.counted` calls it."""
KINDS = {
    "site": "a body site of the diagnosis",
    "text": "the written diagnosis, or the words of an order",
    "coded": "a coded diagnosis of the encounter",
    "culture": "a culture result",
    "culture-preliminary": "a preliminary culture result",
    "procedure": "a procedure",
    "order": "an order",
    "report": "a report",
    "note": "a note",
    "other": "another entry of the chart",
}
_DOCUMENTS = frozenset((KINDS["report"], KINDS["note"]))
MOST = 6


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the tabular list: the code that holds it, what kind it is, and its words."""

    code: str
    element: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that counted: what it decides, what it says as far as codes tell, and the kind of entry that states it."""

    what: str
    says: str
    source: str


def add_why(pages: Blueprint, site: Site) -> None:
    """Add the page."""

    @pages.get("/why/<rule>", defaults={"codes": ""}, strict_slashes=False)
    @pages.get("/why/<rule>/<codes>")
    def why(rule: str, codes: str) -> str | tuple[str, int]:
        if rule not in site.rules:
            return render_template("absent.html", what=f"There is no rule {rule}."), 404
        release = site.release
        answers = _listed(request.args.get("to", ""))
        facts = list(_facts(_listed(request.args.get("facts", "")), _listed(codes), answers, release))
        return render_template(
            "why.html",
            rule=text_of(rule, site),
            codes=[(code, release.title(code)) for code in _listed(codes)],
            choices=[(code, release.title(code)) for code in answers],
            strength=_strength(request.args.get("strength", "")),
            facts=facts,
            notes=list(_notes(_listed(request.args.get("notes", "")), [*answers, *_listed(codes)], release)),
            examples=_examples(rule, from_documents=any(each.source in _DOCUMENTS for each in facts)),
        )


def _examples(rule: str, *, from_documents: bool) -> list[Example]:
    """Return the examples of a rule, those with reports first for a card that is based on one."""
    found = [each for each in load_examples() if rule in each.rules]
    return sorted(found, key=lambda each: (each.group == "reports") != from_documents)


def _listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each][:MOST]


def _facts(named: list[str], codes: list[str], answers: list[str], release: Release) -> Iterator[Fact]:
    """Yield the facts that an address names: "side:site" is a side from a body site, "site" any fact of one."""
    for each in named:
        what, _, source = each.rpartition(":")
        if source in KINDS and (not what or what in COUNTED):
            yield Fact(COUNTED.get(what, COUNTED["detail"]), _says(what, codes, answers, release), KINDS[source])


def _says(what: str, codes: list[str], answers: list[str], release: Release) -> str:
    """Return what a fact says as the codes of the card tell it, "" where they do not."""
    if what in ("code", "diagnosis"):
        named = codes[:1] if what == "code" else codes[1:]
        return ", ".join(filter(None, (short_name(code, release) for code in named)))
    if len(answers) != 1 or not codes:
        return ""
    return _SAYS[what](codes[0], answers[0], release) if what in _SAYS else ""


def _site(code: str, answer: str, release: Release) -> str:
    return differences((code, answer), release)[answer] if code != answer else ""


_SAYS: Mapping[str, Callable[[str, str, Release], str]] = {
    "side": lambda _, answer, release: str(release.side_of(answer) or ""),
    "site": _site,
    "seventh": lambda _, answer, release: in_everyday_words(printed_seventh(answer, release)),
    "organism": lambda _, answer, release: short_name(answer, release),
}


def _strength(name: str) -> tuple[str, str] | None:
    return (name, STRENGTHS[Strength(name)]) if name in {each.value for each in Strength} else None


def _notes(named: list[str], codes: list[str], release: Release) -> Iterator[Note]:
    """Yield the notes that an address names, each as the tabular list has it today.

    Of several lines of one note, those that name the codes of the card, if any does.
    """
    for each in named:
        code, _, element = each.partition(":")
        if element == "desc" and release.title(code):
            yield Note(code, "title", release.title(code))
        own = _own_lines(code, element, release)
        telling = [line for line in own if _names_any(line, codes, release)]
        for line in (telling or own)[:MOST]:
            yield Note(code, ELEMENTS[element], f"{line.lead} {line.line}".strip() if line.lead else line.line)


def _own_lines(code: str, element: str, release: Release) -> list[NoteLine]:
    """Return the lines of a note that the code itself has."""
    lines = release.notes_for(code, element) if element in ELEMENTS and release.node(code) else ()
    return [line for line in lines if line.holder == code]


def _names_any(line: NoteLine, codes: list[str], release: Release) -> bool:
    nodes = ((release.node(code), code) for code in codes)
    return any(node is not None and line.names(node.index, code) for node, code in nodes)
