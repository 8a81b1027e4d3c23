"""The evidence of an issue as a reader knows it: a body site, a text, a culture, a procedure, another diagnosis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cards.markdown import plain
from cards.short_names import name_beside, organism_name
from icd10cm.releases.naming import month_and_day, us_date

if TYPE_CHECKING:
    from datetime import date

    from cards.card_context import CardContext
    from icd10cm.encounter import Culture, Evidence, Procedure

Kind = Literal["site", "text", "coded", "culture", "procedure", "order", "report", "note", "other"]

LONGEST_QUOTE = 80
_MOST_TEXTS = 2
_PLACES = ("site", "text")
_ABBREVIATIONS = frozenset(("csf",))
_SOURCES: dict[str, tuple[Kind, str]] = {
    "Procedure": ("procedure", "procedure"),
    "DiagnosticReport": ("report", "report"),
    "DocumentReference": ("note", "note"),
    "Encounter": ("text", "visit reason"),
    "ServiceRequest": ("text", "order"),
    "MedicationRequest": ("text", "order"),
    "DeviceRequest": ("text", "order"),
    "Observation": ("other", "result"),
}
_STRUCTURE = re.compile(
    r"^(?:entire |structure of (?:the )?|(?:bone|joint|skin|skeletal|anatomical) structure of (?:the )?)", re.IGNORECASE
)
_BONE_OF = re.compile(r"\bbone of (?:the )?", re.IGNORECASE)
_STRUCTURE_BEHIND = re.compile(r" (?:region )?structure(?= ?\(?|$)(?: \(body structure\))?", re.IGNORECASE)
_SIDE_BEFORE = re.compile(r"^(?P<side>right|left|both) (?P<site>.+)$", re.IGNORECASE)
_SIDE_BEHIND = re.compile(r"^(?P<site>.+), (?P<side>right|left|bilateral)$", re.IGNORECASE)
# What a summary may quote: words and measures, no mark-up and no address.
_QUOTABLE = re.compile(r"(?!.*(?:://|www\.|@))[\w ,./()'\u2019+%:;#°-]+", re.IGNORECASE)


class ChartFact(Struct, frozen=True):
    """One fact of the chart that a card is based on.

    `words` is what the chart says, on one line, `source` the kind of entry that says it ("wound culture"). `code` is
    that of another diagnosis or of a procedure; `preliminary` marks a result that is not final. `is_quoted` marks free
    text, which is shown in quotation marks. `document` is the title and status of the report or note quoted.
    """

    kind: Kind
    words: str
    source: str
    day: date | None = None
    code: str = ""
    preliminary: bool = False
    is_quoted: bool = False
    document: str = ""

    @property
    def is_quotable(self) -> bool:
        """Whether the words are short and plain enough for a summary."""
        return len(self.words) <= LONGEST_QUOTE and _QUOTABLE.fullmatch(self.words) is not None

    @property
    def said(self) -> str:
        """The words as a summary shows them, free text in quotation marks."""
        return f'"{self.words}"' if self.is_quoted else self.words

    @property
    def when(self) -> str:
        """The day without its year, "" where the chart has none."""
        return month_and_day(self.day) if self.day else ""

    @property
    def marks(self) -> str:
        """Source and date for a detail: "wound culture, Jun 12, 2026, preliminary"."""
        parts = (
            "" if self.code == self.words else self.code,
            self.document or self.source,
            us_date(self.day) if self.day else "",
            "preliminary" if self.preliminary else "",
        )
        return ", ".join(filter(None, parts))


def facts_of(context: CardContext) -> tuple[ChartFact, ...]:
    """Return the evidence of an issue, each fact once, in the order of the issue."""
    found: tuple[ChartFact, ...] | None = context.derived.get(facts_of)
    if found is None:
        found = context.derived[facts_of] = tuple(
            dict.fromkeys([_fact(each, context) for each in context.issue.evidence])
        )
    return found


def texts_of(context: CardContext) -> tuple[ChartFact, ...]:
    """Return the texts of the diagnosis concerned, for a question that is not based on them."""
    found = context.diagnosis(context.issue.diagnoses[0]) if context.issue.diagnoses else None
    statements = () if found is None else found.statements[:_MOST_TEXTS]
    return tuple(dict.fromkeys([_fact(each.evidence, context) for each in statements]))


def names_several_places(context: CardContext) -> bool:
    """Return whether several resources, or several sites or texts of one, say where the condition is."""
    facts = {(each.reference, _fact(each, context)) for each in context.issue.evidence}
    places = [(reference, fact.kind) for reference, fact in facts if fact.kind in _PLACES]
    return len({reference for reference, _ in places}) > 1 or len(places) > len(set(places))


def _fact(evidence: Evidence, context: CardContext) -> ChartFact:
    culture = _culture(evidence, context)
    if culture is not None:
        return _grown(culture)
    procedure = context.procedure(evidence.reference)
    if procedure is not None:
        return _performed(procedure)
    if context.diagnosis(evidence.reference) is not None or evidence.reference.startswith("Condition/"):
        return _diagnosed(evidence, context)
    kind, source = _SOURCES.get(evidence.reference.partition("/")[0], ("other", "chart"))
    words, title = plain(evidence.statement), plain(evidence.source)
    if evidence.from_text:
        words = _unended(words)
    return ChartFact(kind, words, source, evidence.date, is_quoted=evidence.from_text, document=title)


def _culture(evidence: Evidence, context: CardContext) -> Culture | None:
    cultures = context.chart.encounter.cultures
    exact = (each for each in cultures if each.evidence == evidence)
    return next(exact, None) or next((each for each in cultures if each.reference == evidence.reference), None)


def _grown(culture: Culture) -> ChartFact:
    specimen = culture.specimen.upper() if culture.specimen in _ABBREVIATIONS else culture.specimen
    source = f"{specimen} culture".strip()
    words = plain(culture.evidence.statement)
    return ChartFact("culture", words, source, culture.evidence.date, preliminary=culture.preliminary)


def organism_of(evidence: Evidence, context: CardContext) -> str:
    """Return the everyday name of what grew in the culture that a piece of evidence is; "" for any other evidence."""
    culture = _culture(evidence, context)
    return "" if culture is None else organism_name(culture.organism.name)


def _performed(procedure: Procedure) -> ChartFact:
    numbered = f"{procedure.system} {procedure.code}" if procedure.code.strip() else ""
    words = procedure.title
    if not words:  # what the chart does not describe is named by its number and the places that the number names
        places = procedure.evidence.statement.removeprefix(numbered).strip(" ,;()")
        words = f"on the {_humane(places)}" if places else ""
    kind: Kind = "order" if procedure.is_order else "procedure"
    return ChartFact(kind, _humane(words), kind, procedure.evidence.date, plain(numbered, 40))


def _diagnosed(evidence: Evidence, context: CardContext) -> ChartFact:
    codes = (each.code for each in context.chart.encounter.diagnoses if each.reference == evidence.reference)
    code = next((code for code in codes if f"{evidence.statement} ".startswith(f"{code} ")), "")
    if code:
        stated = plain(evidence.statement.removeprefix(code).strip())
        words = name_beside(code, context.issue.codes, context.release) or stated or plain(code, 20)
        return ChartFact("coded", words, "diagnosis", evidence.date, plain(code, 20))
    if evidence.from_text and not _STRUCTURE_BEHIND.search(plain(evidence.statement)):  # no SNOMED CT term
        return ChartFact("text", _unended(plain(evidence.statement)), "diagnosis", evidence.date, is_quoted=True)
    return ChartFact("site", _humane(evidence.statement), "diagnosis", evidence.date)


def _humane(words: str) -> str:
    """Return a body site or a procedure as people say it: "Bone structure of tibia, right" is "right tibia"."""
    text = _STRUCTURE_BEHIND.sub("", _STRUCTURE.sub("", plain(words)))
    text = _BONE_OF.sub("", text)
    found = _SIDE_BEHIND.match(text)
    if found:
        text = f"{found['side'].lower()} {_lowered(found['site'])}"
    found = _SIDE_BEFORE.match(text)
    if found:
        text = f"{found['side'].lower()} {_lowered(found['site'])}"
    return _lowered(text)


def _unended(text: str) -> str:
    """Return a text without the period at its end, so that it fits into a sentence."""
    return text.rstrip(" .") or text


def _lowered(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
