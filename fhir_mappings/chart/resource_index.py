"""Sorts what a hook call carries: every resource once, by its reference and by its type.

Prefetch values come as a resource, a Bundle of any kind, an OperationOutcome, an array or nothing; the key they
came under says nothing about what they are. A resource is known by its resourceType alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fhir_mappings.elements.reading import MOST_NOTED, kind_of, note_further
from fhir_mappings.elements.references import References

if TYPE_CHECKING:
    from fhir_mappings.chart.model import ChartSource
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json

DRAFT_ORDERS = "context.draftOrders"
NEW_CONDITIONS = "context.conditions"
_SHORT_CODE = re.compile(r"[a-z-]{1,30}\Z")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
_NOT_FILED = ("Bundle", "OperationOutcome")


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
        self.by_type: defaultdict[str, list[str]] = defaultdict(list)
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
        levels = [(source, enumerate(self._take_one(source, 0, value, None, taken), 1))]
        while levels:
            place, entries = levels[-1]
            for number, entry in entries:
                if type(entry) is not dict:
                    continue  # noted already
                resource, full_url = entry.get("resource"), entry.get("fullUrl")
                if type(full_url) is not str and full_url is not None:
                    self._log.wrong_type(_place(place, number), "fullUrl", full_url, "text")
                    full_url = None
                if type(resource) is dict:
                    kind = resource.get("resourceType")
                    if type(kind) is str and kind and kind not in _NOT_FILED:  # the usual case, without a further call
                        self._file(place, number, kind, resource, full_url, taken)
                        continue
                elif resource is None:
                    if "resourceType" not in entry:
                        self._log.left_out(_place(place, number), "holds no resource")
                        continue
                    resource, full_url = entry, None  # the resource itself stands in the place of its entry
                inner = self._take_one(place, number, resource, full_url, taken)
                if inner:
                    levels.append((_place(place, number), enumerate(inner, 1)))
                    break
            else:
                levels.pop()
        return taken

    def _take_one(self, where: str, number: int, value: object, full_url: str | None, taken: list[str]) -> list[Any]:
        """File a value if it is a resource; return the entries that are to be taken in if it is a Bundle or array."""
        if value is None:
            return []
        if type(value) is list:
            return self._entries(_place(where, number), value)
        if type(value) is not dict:
            self._log.wrong_type(_place(where, number), "the value", value, "a resource")
            return []
        kind = value.get("resourceType")
        if kind == "Bundle" or (kind is None and type(value.get("entry")) is list):
            return self._entries(_place(where, number), value.get("entry"))
        if kind is None and not value:
            self._log.left_out(_place(where, number), "is empty")
        elif kind == "OperationOutcome":
            self._outcome(_place(where, number), value)
        elif type(kind) is str and kind:
            self._file(where, number, kind, value, full_url, taken)
        else:
            self._log.faulty(_place(where, number), f"resourceType is {kind_of(kind)}, not the name of a resource")
        return []

    def _entries(self, place: str, entries: object) -> list[Any]:
        """Return the entries of a Bundle; those that are no objects are noted."""
        if type(entries) is not list:
            if entries is not None:
                self._log.wrong_type(place, "entry", entries, "an array")
            return []
        if entries and {*map(type, entries)} != {dict}:
            wrong = [(number, entry) for number, entry in enumerate(entries, 1) if type(entry) is not dict]
            for number, entry in wrong[:MOST_NOTED]:
                self._log.wrong_type(_place(place, number), "the entry", entry, "an object")
            note_further(place, "entry", len(wrong), self._log)
        return entries

    def _file(self, where: str, number: int, kind: str, resource: Json, full_url: str | None, taken: list[str]) -> None:
        """File a resource by its reference, unless it is a copy that another takes the place of."""
        own = resource.get("id")
        if type(own) is str and _ID.match(own):
            reference = f"{kind}/{own}"
        else:
            place = _place(where, number)
            if own is not None:
                self._log.wrong_type(place, "id", own, "an id")
            reference = self.references.relative(full_url) if full_url else place
        if full_url:
            self.references.urls.append((full_url, reference))
        if reference not in self.by_reference:
            self.by_reference[reference] = resource
            self.by_type[kind].append(reference)
        elif not self._takes_the_place(resource, reference):
            return
        taken.append(reference)
        if "contained" in resource:
            self._contain(reference, resource)

    def _takes_the_place(self, resource: Json, reference: str) -> bool:
        """Tell whether a resource is newer than the one that was received by the same reference, and file it then."""
        before = self.by_reference[reference]
        if _same(before, resource):
            return False
        if _updated(resource) > _updated(before) and reference not in getattr(self, "orders", ()):
            self.by_reference[reference] = resource
            self._log.left_out(reference, "an older copy of the same resource")
            return True
        self._log.left_out(reference, "another copy of the same resource")
        return False

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


def _place(where: str, number: int) -> str:
    """Return how a value is called that has no reference."""
    return f"{where} entry {number}" if number else where


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
