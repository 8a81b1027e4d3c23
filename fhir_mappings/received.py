"""Sorts what a hook call carries: every resource once, by its reference and by its type.

Prefetch values come as a resource, a Bundle of any kind, an OperationOutcome, an array or nothing; the key they
came under says nothing about what they are. A resource is known by its resourceType alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fhir_mappings.elements import MOST_NOTED, kind_of, note_further
from fhir_mappings.references import References, without_version

if TYPE_CHECKING:
    from fhir_mappings.chart import ChartSource, Json
    from fhir_mappings.elements import UnreadLog

DRAFT_ORDERS = "context.draftOrders"
NEW_CONDITIONS = "context.conditions"
_SHORT_CODE = re.compile(r"[a-z-]{1,30}\Z")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")


class Received:
    """The resources of one call.

    `by_reference` holds each by "Type/id", by its fullUrl, or, without either, by the place where it stood
    ("context.draftOrders entry 2"); contained resources are "Type/id#id". `by_type` lists them in the order received.
    `orders` are the draft orders and `new_conditions` the Conditions about to be added, by reference.
    """

    __slots__ = ("_log", "by_reference", "by_type", "contained", "new_conditions", "orders", "references")

    def __init__(self, source: ChartSource, log: UnreadLog) -> None:
        self._log = log
        self.references = References(source.base_url)
        self.by_reference: dict[str, Json] = {}
        self.by_type: dict[str, list[str]] = {}
        self.contained: list[str] = []
        self.orders = self._take(DRAFT_ORDERS, source.draft_orders)
        self.new_conditions = self._take(NEW_CONDITIONS, source.new_conditions)
        for name, value in source.resources:
            self._take(name, value)

    def find(self, owner: str, target: str | None) -> Json | None:
        """Return the resource that a reference in `owner` points at, if it was received."""
        return self.by_reference.get(self.key(owner, target)) if target else None

    @staticmethod
    def key(owner: str, target: str) -> str:
        """Return the key of a reference found in `owner`; "#id" is a resource contained in it."""
        return owner.partition("#")[0] + target if target.startswith("#") else target

    def _take(self, source: str, value: object) -> list[str]:
        """Take in one value, Bundles within Bundles too; return the references of its resources."""
        taken: list[str] = []
        waiting: list[tuple[str, Any, str | None]] = [(source, value, None)]
        while waiting:
            place, current, full_url = waiting.pop()
            if current is None:
                continue
            if type(current) is list:
                waiting.extend(self._entries(place, {"entry": current}))
            elif type(current) is not dict:
                self._log.wrong_type(place, "the value", current, "a resource")
            else:
                kind = current.get("resourceType")
                if kind == "Bundle" or (kind is None and type(current.get("entry")) is list):
                    waiting.extend(self._entries(place, current))
                elif kind is None and not current:
                    self._log.left_out(place, "is empty")
                elif type(kind) is not str or not kind:
                    self._log.faulty(place, f"resourceType is {kind_of(kind)}, not the name of a resource")
                elif kind == "OperationOutcome":
                    self._outcome(place, current)
                else:
                    reference = self._add(place, kind, current, full_url)
                    if reference is not None:
                        taken.append(reference)
        return taken

    def _entries(self, place: str, bundle: Json) -> list[tuple[str, Any, str | None]]:
        """Return the entries of a Bundle, last first, as they are put on a stack."""
        entries = bundle.get("entry")
        if entries is None:
            return []
        if type(entries) is not list:
            self._log.wrong_type(place, "entry", entries, "an array")
            return []
        found: list[tuple[str, Any, str | None]] = []
        wrong = 0
        for number, entry in enumerate(entries, 1):
            if type(entry) is not dict:
                wrong += 1
                if wrong <= MOST_NOTED:
                    self._log.wrong_type(f"{place} entry {number}", "the entry", entry, "an object")
                continue
            resource = entry.get("resource")
            if resource is None:
                if "resourceType" in entry:  # the resource itself stands in the place of its entry
                    found.append((f"{place} entry {number}", entry, None))
                else:
                    self._log.left_out(f"{place} entry {number}", "holds no resource")
                continue
            full_url = entry.get("fullUrl")
            if full_url is not None and type(full_url) is not str:
                self._log.wrong_type(f"{place} entry {number}", "fullUrl", full_url, "text")
                full_url = None
            found.append((f"{place} entry {number}", resource, full_url))
        note_further(place, "entry", wrong, self._log)
        found.reverse()
        return found

    def _add(self, place: str, kind: str, resource: Json, full_url: str | None) -> str | None:
        """File a resource; return its reference, None when it is a copy that another takes the place of."""
        reference = self._name(place, kind, resource, full_url)
        before = self.by_reference.get(reference)
        if before is None:
            self.by_reference[reference] = resource
            self.by_type.setdefault(kind, []).append(reference)
        elif _same(before, resource):
            return None
        elif _updated(resource) > _updated(before) and reference not in getattr(self, "orders", ()):
            self.by_reference[reference] = resource
            self._log.left_out(reference, "an older copy of the same resource")
        else:
            self._log.left_out(reference, "another copy of the same resource")
            return None
        if "contained" in resource:
            self._contain(reference, resource)
        return reference

    def _name(self, place: str, kind: str, resource: Json, full_url: str | None) -> str:
        own = resource.get("id")
        if type(own) is str and _ID.match(own):
            reference = f"{kind}/{own}"
        else:
            if own is not None:
                self._log.wrong_type(place, "id", own, "an id")
            reference = self.references.relative(full_url) if full_url else place
        if full_url and full_url != reference:
            self.references.aliases[without_version(full_url.strip())] = reference
        return reference

    def _contain(self, owner: str, resource: Json) -> None:
        contained = resource["contained"]
        if type(contained) is not list:
            self._log.wrong_type(owner, "contained", contained, "an array")
            return
        for number, inner in enumerate(contained):
            if type(inner) is not dict:
                self._log.wrong_type(owner, f"contained[{number}]", inner, "a resource")
                continue
            own, kind = inner.get("id"), inner.get("resourceType")
            if type(own) is str and type(kind) is str:
                reference = f"{owner}#{own.lstrip('#')}"
                if reference not in self.by_reference:
                    self.contained.append(reference)
                self.by_reference[reference] = inner

    def _outcome(self, place: str, outcome: Json) -> None:
        """Note an OperationOutcome: an error is no data, a notice that nothing was found is no error."""
        issues = outcome.get("issue")
        words: list[str] = []
        error = False
        for issue in issues if type(issues) is list else ():
            if type(issue) is dict:
                severity, code = issue.get("severity"), issue.get("code")
                error = error or severity in ("error", "fatal")
                words.extend(word for word in (severity, code) if type(word) is str and _SHORT_CODE.match(word))
        reason = " ".join(
            ["an OperationOutcome in the place of data", *([f"({', '.join(words[:4])})"] if words else [])]
        )
        if error:
            self._log.faulty(place, reason)
        else:
            self._log.left_out(place, reason)


def _same(one: Json, other: Json) -> bool:
    try:
        return one is other or one == other
    except RecursionError:  # nested deeper than anything that FHIR holds
        return False


def _updated(resource: Json) -> str:
    """Return meta.lastUpdated, "" when it is not known; instants of one server compare as text."""
    meta = resource.get("meta")
    updated = meta.get("lastUpdated") if type(meta) is dict else None
    return updated if type(updated) is str else ""
