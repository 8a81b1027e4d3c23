"""Which diagnoses the chart links to a culture result.

Linked by Observation.focus, by the evidence of a Condition, by the reason of the order that the result answers, and by
the reason of the procedure that took the specimen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.diagnoses.order_reasons import read_reasons
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element

_CONDITION = "Condition/"
_LINKS = frozenset(("focus", "basedOn", "specimen"))
_REASONED = ("ServiceRequest", "Procedure")


class CultureLinks:
    """The links between results and diagnoses of one call. `by_code` gives the diagnosis that a reasonCode names."""

    __slots__ = ("_by_code", "_context", "_evidence")

    def __init__(self, context: ReadingContext, by_code: Mapping[str, str]) -> None:
        self._context = context
        self._by_code = by_code
        self._evidence = self._evidence_of_conditions()

    def of(self, result: Element) -> tuple[str, ...]:
        """Return the references of the diagnoses that a result or report is linked to.

        What the result itself is about counts even where it is not a diagnosis of the encounter; the reason of an order
        only where it is one, for it may be a symptom.
        """
        if not self._evidence and _LINKS.isdisjoint(result.json):  # the usual case
            return ()
        found = [one for one in self._targets(result, "focus") if one.startswith(_CONDITION)]
        found += self._evidence.get(result.reference, ())
        for key in (*self._targets(result, "basedOn"), *self._collected_by(result)):
            found += self._reasons(result, key)
        return tuple(dict.fromkeys(found))

    def _reasons(self, result: Element, key: str) -> Iterator[str]:
        resource = self._context.index.find(result.reference, key)
        if resource is None or resource.json.get("resourceType") not in _REASONED:
            return
        reasons = read_reasons(resource, self._context)
        yield from (one for one in reasons.targets if one in self._context.used)
        yield from (self._by_code[one.code.code] for one in reasons.coded if one.code.code in self._by_code)

    def _collected_by(self, result: Element) -> Iterator[str]:
        """Yield the procedure that took the specimen of a result (R5)."""
        for key in self._targets(result, "specimen"):
            specimen = self._context.index.find(result.reference, key)
            collection = specimen.child("collection") if specimen is not None else None
            if collection is not None:
                yield from self._targets(collection, "procedure")

    def _targets(self, owner: Element, key: str) -> list[str]:
        """Return the resources that an element refers to, one reference or several."""
        value = owner.json.get(key)
        if value is None:
            return []
        index = self._context.index
        one = owner.child(key, "a reference") if type(value) is not list else None
        named = owner.children(key) if type(value) is list else (one,) if one is not None else ()
        targets = map(index.references.target, named)
        return [index.key(owner.reference, target) for target in targets if target is not None]

    def _evidence_of_conditions(self) -> dict[str, list[str]]:
        """Return the diagnoses by the results that their evidence names."""
        index, used = self._context.index, self._context.used
        proven = [one for one in index.by_type.get("Condition", ()) if one in used and "evidence" in used[one]]
        found: dict[str, list[str]] = {}
        for condition in map(index.element, in_time(proven, self._context.check_time)):
            for evidence in condition.children("evidence"):
                for key in (*self._targets(evidence, "detail"), *self._targets(evidence, "reference")):
                    found.setdefault(key, []).append(condition.reference)
        return found
