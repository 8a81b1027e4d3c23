"""Reads culture results: flat, nested (hasMember, component), or under a DiagnosticReport."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fhir_mappings.cultures.culture_results import ABOVE_ALL, VOID, Context, Kind, context_of, kind_of, why_not
from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organism_findings import Finding, read_concept, read_value
from fhir_mappings.cultures.organism_text import read_organisms
from fhir_mappings.cultures.susceptibility import answer_of, drug_of, is_susceptibility, merge, refined, resistances
from fhir_mappings.elements.reading import objects, status_codes, text_of
from icd10cm.encounter import Culture, Evidence
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import Organism

DEEPEST = 8
"""How deep results may be nested: report, test, organism, susceptibility panel, susceptibility and some to spare."""


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

    __slots__ = ("_call", "_children", "_cultures", "_kinds", "_log", "_seen", "_table")

    def __init__(self, call: Call) -> None:
        self._call = call
        self._log = call.log
        self._table = load_cultures()
        self._seen: set[str] = set()
        self._children: dict[str, list[str]] = {}
        self._kinds: dict[str, Kind] = {}
        self._cultures: list[Culture] = []

    def read(self) -> list[Culture]:
        """Return the cultures; what is no culture, or says nothing for this encounter, is left out with a reason."""
        received = self._call.received
        for reference in self._call.in_turn("DiagnosticReport"):
            self._report(reference, received.by_reference[reference])
        observations = received.by_type.get("Observation", ())
        members = self._members(observations)
        cultures = [
            one for one in self._call.in_turn("Observation") if self._kind(one, received.by_reference[one]).is_culture
        ]
        if members:
            cultures.sort(key=members.__contains__)  # what nothing else holds comes first
        for reference in in_time(cultures, self._call.check_time):
            if reference not in self._seen:
                self._finish(self._observation(reference, received.by_reference[reference], ABOVE_ALL, top=True))
        for reference in observations:
            if reference not in self._seen:
                susceptible = is_susceptibility(received.by_reference[reference])
                self._log.left_out(
                    reference, "a susceptibility result of no culture that was read" if susceptible else "no culture"
                )
        return self._cultures

    def _kind(self, reference: str, resource: Json) -> Kind:
        kind = self._kinds.get(reference)
        if kind is None:
            kind = self._kinds[reference] = kind_of(resource, reference, self._log)
        return kind

    def _members(self, observations: tuple[str, ...] | list[str]) -> set[str]:
        """Return the Observations that others hold as members, and note those that name their parent themselves."""
        members: set[str] = set()
        for reference in observations:
            resource = self._call.received.by_reference[reference]
            if "hasMember" not in resource and "derivedFrom" not in resource:  # the usual case
                continue
            members.update(self._targets(resource, "hasMember", reference))
            for parent in self._targets(resource, "derivedFrom", reference):
                self._children.setdefault(parent, []).append(reference)
                members.add(reference)
        return members

    def _targets(self, resource: Json, key: str, reference: str) -> list[str]:
        if key not in resource:
            return []
        received = self._call.received
        found: list[str] = []
        for place, value in enumerate(objects(resource, key, reference, "", self._log)):
            target = received.references.target(value, reference, f"{key}[{place}]", self._log)
            if target is not None:
                found.append(received.key(reference, target))
        return found

    def _report(self, reference: str, report: Json) -> None:
        """Read a DiagnosticReport: its results first, then what its conclusion adds."""
        self._seen.add(reference)
        kind = self._kind(reference, report)
        if not kind.is_culture:
            self._log.left_out(reference, "no culture")
            return
        context = context_of(report, reference, kind, ABOVE_ALL, self._call)
        results = self._targets(report, "result", reference)
        reason = why_not(report, reference, context, self._call)
        if reason:
            self._leave_out([reference, *results], reason)
            return
        isolates: list[_Isolate] = []
        answers: dict[str, str] = {}
        for key in results:
            isolates += self._member(key, reference, context, answers)
        _apply(answers, isolates)
        concluded = self._conclusion(report, reference, context, {isolate.organism.id for isolate in isolates})
        self._finish([*isolates, *concluded])
        if isolates:
            self._call.use(reference)

    def _conclusion(self, report: Json, reference: str, context: Context, known: set[str]) -> list[_Isolate]:
        key = "conclusionCode" if "conclusionCode" in report else "codedDiagnosis"
        findings: list[Finding] = []
        for place, concept in enumerate(objects(report, key, reference, "", self._log)):
            inner = concept.get("concept")
            path = f"{key}[{place}]."
            findings.append(read_concept(inner if type(inner) is dict else concept, reference, path, self._log))
        if not any(finding.organisms for finding in findings) and not known:
            text = text_of(report, "conclusion", reference, "", self._log)
            if text:
                findings.append(read_value({"valueString": text}, reference, "conclusion", self._log))
        isolates = [
            _Isolate(reference, organism, finding, context)
            for finding in findings
            for organism in finding.organisms
            if organism.id not in known
        ]
        if not isolates and not known:
            why = next((finding.why_none for finding in findings if finding.why_none), "names no organism")
            self._log.left_out(reference, why)
        return isolates

    def _member(self, key: str, owner: str, context: Context, answers: dict[str, str]) -> list[_Isolate]:
        """Read a result below a report or another result: an organism, or a susceptibility result about one."""
        resource = self._call.received.by_reference.get(key)
        if resource is None:
            self._log.left_out(owner, "names a result that was not received")
            return []
        if resource.get("resourceType") != "Observation" or key in self._seen:
            return []
        if context.depth >= DEEPEST:
            self._leave_out([key], f"nested more than {DEEPEST} deep")
            return []
        drug = drug_of(resource, key, "", self._log)
        if drug is None and not is_susceptibility(resource):
            return self._observation(key, resource, context, top=False)
        self._seen.add(key)
        answer = None if resource.get("status") in VOID else answer_of(resource, key, "", self._log)
        if drug is not None and answer is not None:
            merge(answers, drug, answer)
            self._call.use(key)
        else:
            self._log.left_out(key, "a susceptibility result that no code of Z16 rests on")
        return []

    def _observation(self, reference: str, resource: Json, above: Context, *, top: bool) -> list[_Isolate]:
        """Read an Observation and what it holds; return the organisms that it and its members name."""
        self._seen.add(reference)
        context = context_of(resource, reference, self._kind(reference, resource), above, self._call)
        members = self._targets(resource, "hasMember", reference) if "hasMember" in resource else []
        if reference in self._children:
            members += self._children[reference]
        reason = why_not(resource, reference, context, self._call)
        if reason:
            self._leave_out([reference, *members], reason)
            return []
        finding = self._own(resource, reference)
        if not (finding.organisms or members or "component" in resource):  # the usual case
            self._log.left_out(reference, finding.why_none or "names no organism")
            return []
        own = [_Isolate(reference, organism, finding, context) for organism in finding.organisms]
        answers: dict[str, str] = {}
        for place, component in enumerate(objects(resource, "component", reference, "", self._log)):
            own += self._component(component, f"component[{place}].", reference, context, answers)
        below: list[_Isolate] = []
        for key in members:
            below += self._member(key, reference, context, answers)
        _apply(answers, own or below)
        if below:
            self._call.use(reference)
        elif not own:
            self._log.left_out(
                reference, finding.why_none or ("names no organism" if top or not members else "holds no organism")
            )
        return own + below

    def _own(self, resource: Json, reference: str) -> Finding:
        finding = read_value(resource, reference, "", self._log)
        if not finding.organisms:
            return finding
        if self._is_negative(resource, "", reference):
            return finding._replace(organisms=(), why_none="its interpretation is negative")
        for key in ("note", "comment"):
            notes = resource.get(key)
            for note in notes if type(notes) is list else [notes]:
                words = note.get("text") if type(note) is dict else note
                if type(words) is str and read_organisms(words).contaminant:
                    return finding._replace(organisms=(), why_none="called a contaminant or a coloniser")
        return finding

    def _component(
        self, component: Json, path: str, reference: str, context: Context, answers: dict[str, str]
    ) -> list[_Isolate]:
        drug = drug_of(component, reference, path, self._log)
        if drug is not None or is_susceptibility(component):
            answer = answer_of(component, reference, path, self._log)
            if drug is not None and answer is not None:
                merge(answers, drug, answer)
            return []
        finding = read_value(component, reference, path, self._log)
        if self._is_negative(component, path, reference):
            return []
        return [_Isolate(reference, organism, finding, context) for organism in finding.organisms]

    def _is_negative(self, owner: Json, path: str, reference: str) -> bool:
        if "interpretation" not in owner:
            return False
        told = status_codes(owner, "interpretation", reference, self._log, path)
        return any(one in self._table.negative_interpretations for one in told)

    def _leave_out(self, references: list[str], reason: str) -> None:
        """Leave a result out with everything below it."""
        waiting = list(reversed(references))
        known = self._call.received.by_reference
        while waiting:
            reference = waiting.pop()
            resource = known.get(reference)
            if resource is None:
                continue
            if reference not in self._seen or reference == references[0]:
                self._log.left_out(reference, reason)
            if reference not in self._seen:
                self._seen.add(reference)
                waiting += self._targets(resource, "hasMember", reference)

    def _finish(self, isolates: list[_Isolate]) -> None:
        for isolate in isolates:
            organism = refined(isolate.organism, isolate.answers.get("methicillin"))
            context = isolate.context
            self._call.use(isolate.reference)
            resistance, supports = resistances(organism, isolate.answers, isolate.finding.resistance)
            if organism is not isolate.organism:
                supports = (f"oxacillin or cefoxitin {isolate.answers['methicillin']}", *supports)
            words = "; ".join((isolate.finding.words or organism.name, *supports))
            self._cultures.append(
                Culture(
                    reference=isolate.reference,
                    organism=organism,
                    evidence=Evidence(isolate.reference, words, context.day, isolate.finding.from_text),
                    specimen=context.specimen,
                    sites=context.sites,
                    resistance=resistance,
                    preliminary=context.preliminary,
                )
            )


def _apply(answers: dict[str, str], isolates: list[_Isolate]) -> None:
    """Give susceptibility results to the one organism that they can be about; with several they are about none."""
    if len(isolates) == 1:
        for drug, answer in answers.items():
            merge(isolates[0].answers, drug, answer)
