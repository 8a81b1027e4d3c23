"""Reads culture results: flat, nested (hasMember, component), or under a DiagnosticReport."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from fhir_mappings.cultures.culture_links import CultureLinks
from fhir_mappings.cultures.culture_results import (
    NO_CONTEXT,
    VOID,
    Context,
    context_of,
    kind_of,
    why_not,
    with_specimen,
)
from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organism_findings import Finding, finding_in, read_concept, read_value
from fhir_mappings.cultures.organism_text import read_organisms
from fhir_mappings.cultures.report_text import culture_result, specimen_line
from fhir_mappings.cultures.susceptibility import answer_of, drug_of, is_susceptibility, merge, refined, resistances
from fhir_mappings.documents.attachments import text_of_first
from icd10cm.encounter import Culture, Evidence
from icd10cm.time_limit import VERY_FEW, in_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.cultures.culture_results import Kind
    from fhir_mappings.elements.reading import Element
    from icd10cm.encounter import Organism

DEEPEST = 8
"""How deep results may be nested: report, test, organism, susceptibility panel, susceptibility and some to spare."""
_WRITTEN = frozenset(("valueString", "note", "comment"))
"""The elements of a result that hold words."""
_NO_ORGANISM = "names no organism"
_NO_CULTURE = {False: "no culture", True: "a susceptibility result of no culture that was read"}


@dataclass(slots=True)
class _Isolate:
    """One organism found, while the susceptibility results about it are still being gathered."""

    reference: str
    organism: Organism
    finding: Finding
    context: Context
    answers: dict[str, str] = field(default_factory=dict)


class CultureReader:
    """Reads the cultures of one call; every Observation and report is looked at once."""

    __slots__ = ("_children", "_cultures", "_index", "_links", "_reading", "_seen")

    def __init__(self, reading: ReadingContext, by_code: Mapping[str, str] = MappingProxyType({})) -> None:
        self._links = CultureLinks(reading, by_code)
        self._reading = reading
        self._index = reading.index
        self._seen: set[str] = set()
        self._children: dict[str, list[str]] = {}
        self._cultures: list[Culture] = []

    def read(self) -> list[Culture]:
        """Return the cultures; an Observation that is not one, or not of this encounter, is left out with a reason."""
        received = self._index.by_type
        if "DiagnosticReport" not in received and "Observation" not in received:
            return []
        for report in self._reading.each("DiagnosticReport"):
            self._finish(self._report(report))
        observations = [*self._reading.each("Observation")]
        members = self._members(observations)
        kinds = [*map(kind_of, in_time(observations, self._reading.check_time, every=VERY_FEW))]
        cultures = [(one, kind) for one, kind in zip(observations, kinds, strict=True) if kind.is_culture]
        cultures.sort(key=lambda each: each[0].reference in members)  # those that no other result holds come first
        for culture, kind in in_time(cultures, self._reading.check_time):
            if culture.reference not in self._seen:
                self._finish(self._observation(culture, kind, NO_CONTEXT, top=True))
        seen = self._seen | self._reading.documents
        for observation, kind in zip(observations, kinds, strict=True):
            if observation.reference not in seen:
                observation.left_out(_NO_CULTURE[kind.is_susceptibility])
        return self._cultures

    def _linked(self, result: Element, context: Context) -> Context:
        about = self._links.of(result)
        return replace(context, about=about) if about else context

    def _members(self, observations: Iterable[Element]) -> set[str]:
        """Return the Observations that others hold as members, and note those that name their parent themselves."""
        members: set[str] = set()
        for observation in observations:
            json = observation.json
            if "hasMember" in json:
                members.update(self._targets(observation, "hasMember"))
            for parent in self._targets(observation, "derivedFrom") if "derivedFrom" in json else ():
                self._children.setdefault(parent, []).append(observation.reference)
                members.add(observation.reference)
        return members

    def _targets(self, owner: Element, key: str) -> list[str]:
        if key not in owner.json:
            return []
        found = map(self._index.references.target, owner.children(key))
        return [self._index.key(owner.reference, target) for target in found if target is not None]

    def _report(self, report: Element) -> list[_Isolate]:
        """Read a DiagnosticReport: its results first, then what its conclusion adds."""
        self._seen.add(report.reference)
        kind = kind_of(report)
        if not kind.is_culture:
            if report.reference not in self._reading.documents:
                report.left_out("no culture")
            return []
        context = self._linked(report, context_of(report, kind, NO_CONTEXT, self._reading))
        context = with_specimen(context, specimen_line(report.text("conclusion")), report.reference)
        results = self._targets(report, "result")
        reason = why_not(report, context, self._reading)
        if reason:
            self._leave_out([report.reference, *results], reason)
            return []
        answers: dict[str, str] = {}
        isolates = [isolate for key in results for isolate in self._member(key, report, context, answers)]
        _apply(answers, isolates)
        if isolates:
            self._reading.use(report.reference)
        return isolates + self._conclusion(report, context, {isolate.organism.id for isolate in isolates})

    def _conclusion(self, report: Element, context: Context, known: set[str]) -> list[_Isolate]:
        """Return the organisms that only the conclusion of a report names; without one, the text of its form."""
        findings = [read_concept(concept) for concept in _conclusion_concepts(report)]
        if not known and not _organisms(findings):
            written, context = self._written(report, context)
            findings += written
        named = _organisms(findings)
        if not named and not known:
            report.left_out(next(filter(None, (finding.why_none for finding in findings)), _NO_ORGANISM))
        return [_Isolate(report.reference, one, finding, context) for one, finding in named if one.id not in known]

    def _written(self, report: Element, context: Context) -> tuple[list[Finding], Context]:
        """Return what a conclusion says, else what the report's form does, with the specimen that it names."""
        said = report.text("conclusion")
        form = "" if said else text_of_first(report.children("presentedForm"), self._reading)
        result = said or culture_result(form)
        context = with_specimen(context, specimen_line(form), report.reference)
        return [finding_in(result)] if result else [], context

    def _member(self, key: str, owner: Element, context: Context, answers: dict[str, str]) -> list[_Isolate]:
        """Read a result below a report or another result: an organism, or a susceptibility result about one."""
        result = self._index.find(owner.reference, key)
        if result is None:
            owner.left_out("names a result that was not received")
            return []
        if result.json.get("resourceType") != "Observation" or key in self._seen:
            return []
        if context.depth >= DEEPEST:
            self._leave_out([key], f"nested more than {DEEPEST} deep")
            return []
        drug = drug_of(result)
        if drug is None and not is_susceptibility(result):
            return self._observation(result, kind_of(result), context, top=False)
        self._seen.add(key)
        answer = None if result.json.get("status") in VOID else answer_of(result)
        if drug is not None and answer is not None:
            merge(answers, drug, answer)
            self._reading.use(key)
        else:
            result.left_out("a susceptibility result that no code of Z16 rests on")
        return []

    def _observation(self, observation: Element, kind: Kind, above: Context, *, top: bool) -> list[_Isolate]:
        """Read an Observation and the results in it; return the organisms that it and its members name."""
        reference = observation.reference
        self._seen.add(reference)
        context = self._linked(observation, context_of(observation, kind, above, self._reading))
        context = with_specimen(context, _written_specimen(observation), reference)
        members = self._targets(observation, "hasMember") if "hasMember" in observation.json else []
        members += self._children.get(reference, [])
        reason = why_not(observation, context, self._reading)
        if reason:
            self._leave_out([reference, *members], reason)
            return []
        finding = _own_finding(observation)
        if finding.organisms or members or "component" in observation.json:
            isolates = self._isolates(observation, finding, members, context)
        else:
            isolates = []
        if not isolates:
            observation.left_out(finding.why_none or (_NO_ORGANISM if top or not members else "holds no organism"))
        return isolates

    def _isolates(
        self, observation: Element, finding: Finding, members: Iterable[str], context: Context
    ) -> list[_Isolate]:
        """Return the organisms that an Observation and its members name, with the susceptibility results about them."""
        answers: dict[str, str] = {}
        own = [_Isolate(observation.reference, organism, finding, context) for organism in finding.organisms]
        own += _components(observation, context, answers)
        below = [isolate for key in members for isolate in self._member(key, observation, context, answers)]
        _apply(answers, own or below)
        if below:
            self._reading.use(observation.reference)
        return own + below

    def _leave_out(self, references: list[str], reason: str) -> None:
        """Leave a result out with everything below it."""
        waiting = list(reversed(references))
        while waiting:
            reference = waiting.pop()
            if reference not in self._index.by_reference:
                continue
            result = self._index.element(reference)
            if reference not in self._seen or reference == references[0]:
                result.left_out(reason)
            if reference not in self._seen:
                self._seen.add(reference)
                waiting += self._targets(result, "hasMember")

    def _finish(self, isolates: list[_Isolate]) -> None:
        for isolate in isolates:
            self._reading.use(isolate.reference)
            self._cultures.append(_culture(isolate))


def _own_finding(observation: Element) -> Finding:
    """Return what the value of a result says, unless its interpretation or its notes deny it."""
    finding = read_value(observation)
    if not finding.organisms:
        return finding
    if _is_negative(observation):
        return finding._replace(organisms=(), why_none="its interpretation is negative")
    if any(read_organisms(words).contaminant for words in _notes(observation)):
        return finding._replace(organisms=(), why_none="called a contaminant or a colonizer")
    return finding


def _written_specimen(observation: Element) -> str:
    """Return what the text of a result or its notes say of the specimen."""
    if _WRITTEN.isdisjoint(observation.json):  # the usual case
        return ""
    texts = (observation.text("valueString"), *_notes(observation))
    return next(filter(None, map(specimen_line, filter(None, texts))), "")


def _notes(observation: Element) -> list[str]:
    """Return the notes of a result: Annotations, or a text in STU3."""
    if "note" not in observation.json and "comment" not in observation.json:  # the usual case
        return []
    values = [observation.json.get("note"), observation.json.get("comment")]
    notes = [note for value in values for note in (value if type(value) is list else [value])]
    texts = [note.get("text") if type(note) is dict else note for note in notes]
    return [text for text in texts if type(text) is str]


def _components(observation: Element, context: Context, answers: dict[str, str]) -> list[_Isolate]:
    """Return the organisms that the components name, and add the susceptibility results to `answers`."""
    isolates: list[_Isolate] = []
    for component in observation.children("component"):
        drug = drug_of(component)
        if drug is not None or is_susceptibility(component):
            answer = answer_of(component)
            if drug is not None and answer is not None:
                merge(answers, drug, answer)
            continue
        finding = read_value(component)
        if not _is_negative(component):
            isolates += [_Isolate(observation.reference, one, finding, context) for one in finding.organisms]
    return isolates


def _is_negative(result: Element) -> bool:
    negative = load_cultures().negative_interpretations
    return any(one in negative for one in result.codes("interpretation"))


def _organisms(findings: Iterable[Finding]) -> list[tuple[Organism, Finding]]:
    return [(organism, finding) for finding in findings for organism in finding.organisms]


def _conclusion_concepts(report: Element) -> Sequence[Element]:
    """Return the coded conclusions: R4 has concepts, R5 references that may hold one."""
    concepts = report.children("conclusionCode" if "conclusionCode" in report.json else "codedDiagnosis")
    return [(one.child("concept") if type(one.json.get("concept")) is dict else None) or one for one in concepts]


def _culture(isolate: _Isolate) -> Culture:
    organism = refined(isolate.organism, isolate.answers.get("methicillin"))
    resistance, supports = resistances(organism, isolate.answers, isolate.finding.resistance)
    if organism is not isolate.organism:
        supports = (f"oxacillin or cefoxitin {isolate.answers['methicillin']}", *supports)
    words = "; ".join((isolate.finding.words or organism.name, *supports))
    context = isolate.context
    return Culture(
        reference=isolate.reference,
        organism=organism,
        evidence=Evidence(isolate.reference, words, context.day, isolate.finding.from_text),
        specimen=context.specimen,
        sites=context.sites,
        resistance=resistance,
        preliminary=context.preliminary,
        about=context.about,
    )


def _apply(answers: dict[str, str], isolates: list[_Isolate]) -> None:
    """Give susceptibility results to the one organism that they can be about; with several they are about none."""
    if len(isolates) == 1:
        for drug, answer in answers.items():
            merge(isolates[0].answers, drug, answer)
