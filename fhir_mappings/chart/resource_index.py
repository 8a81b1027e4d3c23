"""Indexes the resources of a hook call: every resource once, by its reference and by its type.

Prefetch values come as a resource, a Bundle of any kind, an OperationOutcome, an array or nothing; the prefetch key
says nothing about the value. A resource is recognized by its resourceType alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from fhir_mappings.chart.bundles import ReceivedBundle, read_bundle
from fhir_mappings.elements.reading import MOST_NOTED, Element, json_type
from fhir_mappings.elements.references import References

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fhir_mappings.chart.model import ChartSource
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json

DRAFT_ORDERS = "context.draftOrders"
NEW_CONDITIONS = "context.conditions"
_ERRORS = frozenset(("error", "fatal"))
_SHORT_CODE = re.compile(r"[a-z-]{1,30}\Z")
_NOT_FILED = frozenset(("Bundle", "OperationOutcome"))
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")


class _Position(Struct, frozen=True):
    """Where a value was received; it names a value that has no reference."""

    source: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.source} entry {self.number}" if self.number else self.source


class ResourceIndex:
    """The resources of one call.

    `by_reference` holds each by "Type/id", by its fullUrl, or, without either, by its position ("context.draftOrders
    entry 2"); contained resources are "Type/id#id". `by_type` lists them in the order received. `orders` are the draft
    orders and `new_conditions` the Conditions about to be added, by reference.
    """

    __slots__ = ("bundles", "by_reference", "by_type", "contained", "log", "new_conditions", "orders", "references")

    def __init__(self, source: ChartSource, log: UnreadLog) -> None:
        self.log = log
        self.references = References(source.base_url)
        self.by_reference: dict[str, Json] = {}
        self.by_type: defaultdict[str, list[str]] = defaultdict(list)
        self.contained: list[str] = []
        self.bundles: list[ReceivedBundle] = []
        self.orders: list[str] = []
        self.new_conditions: list[str] = []
        if source.draft_orders is not None:
            self._take(DRAFT_ORDERS, source.draft_orders, self.orders)
        if source.new_conditions is not None:
            self._take(NEW_CONDITIONS, source.new_conditions, self.new_conditions)
        for name, value in source.resources:
            if kind := _kind(value):  # a resource by itself
                self._file(kind, name, 0, value, None)
            else:
                self._take(name, value)
        # Not a method: what refers to itself in a circle stays until the collector comes, with the whole chart.
        self.references.by_id = partial(_by_id, self.by_reference, source)

    def element(self, reference: str) -> Element:
        """Return the cursor on a resource that was received."""
        return Element(self.by_reference[reference], reference, self.log)

    def find(self, owner: str, target: str | None) -> Element | None:
        """Return the resource that a reference in `owner` names, if it was received."""
        key = self.key(owner, target) if target else ""
        return self.element(key) if key in self.by_reference else None

    @staticmethod
    def key(owner: str, target: str) -> str:
        """Return the key of a reference found in `owner`; "#id" is a resource contained in it."""
        return owner.partition("#")[0] + target if target[:1] == "#" else target

    def _take(self, source: str, value: Any, taken: list[str] | None = None) -> None:  # noqa: ANN401 - JSON as received
        """Take in one value, Bundles within Bundles too; add the references of its resources to `taken`."""
        levels: list[tuple[str, Iterator[tuple[int, Any]]]] = [(source, iter([(0, value)]))]
        while levels:
            where, values = levels[-1]
            for number, one in values:
                resource, full_url = self._unwrapped(where, number, one) if number else (one, None)
                if kind := _kind(resource):
                    self._file(kind, where, number, resource, full_url, taken)
                    continue
                position = _Position(where, number)
                inner = self._entries(position, resource)
                if inner:
                    levels.append((str(position), enumerate(inner, 1)))
                    break
            else:
                levels.pop()

    def _unwrapped(self, where: str, number: int, entry: Any) -> tuple[Any, Any]:  # noqa: ANN401 - JSON as received
        """Return the resource and the fullUrl of an entry; an entry may be the resource itself."""
        if type(entry) is not dict:
            return None, None  # noted already
        if "resource" in entry and (resource := entry["resource"]) is not None:
            return resource, entry.get("fullUrl")
        if "resourceType" in entry:
            return entry, None
        self.log.left_out(str(_Position(where, number)), "holds no resource")
        return None, None

    def _entries(self, position: _Position, value: Any) -> list[Any]:  # noqa: ANN401 - JSON as received
        """Return the entries of a Bundle or an array; note any other value that is not a resource."""
        if value is None:
            return []
        if type(value) is list:
            return self._noted(str(position), value)
        if type(value) is not dict:
            self.log.wrong_type(str(position), "the value", value, "a resource")
            return []
        kind, entries = value.get("resourceType"), value.get("entry")
        if kind == "Bundle" or (kind is None and type(entries) is list):
            self.bundles += read_bundle(value)
            return self._noted(str(position), entries)
        if kind == "OperationOutcome":
            self._outcome(Element(value, str(position), self.log))
        elif kind is None and not value:
            self.log.left_out(str(position), "is empty")
        else:
            self.log.faulty(str(position), f"resourceType is {json_type(kind)}, not the name of a resource")
        return []

    def _noted(self, source: str, entries: object) -> list[Any]:
        """Return entries as they are; those that are not objects are noted."""
        if type(entries) is not list:
            if entries is not None:
                self.log.wrong_type(source, "entry", entries, "an array")
            return []
        wrong = [(number, entry) for number, entry in enumerate(entries, 1) if type(entry) is not dict]
        for number, entry in wrong[:MOST_NOTED]:
            self.log.wrong_type(str(_Position(source, number)), "the entry", entry, "an object")
        if len(wrong) > MOST_NOTED:
            self.log.faulty(source, f"entry has {len(wrong) - MOST_NOTED} further members of a wrong type")
        return entries

    def _file(
        self, kind: str, where: str, number: int, resource: Json, full_url: object, taken: list[str] | None = None
    ) -> None:
        """File a resource by its reference, unless a newer copy of it is there."""
        own = resource.get("id")
        url = full_url
        if type(url) is not str:
            url = "" if url is None else self._no_url(_Position(where, number), url)
        if type(own) is str and _ID.match(own):
            reference = f"{kind}/{own}"
        else:
            reference = self._without_id(_Position(where, number), own, url)
        if url:
            self.references.urls.append((url, reference))
        if reference not in self.by_reference:
            self.by_reference[reference] = resource
            self.by_type[kind].append(reference)
        elif not self._replaces(resource, reference):
            return
        if taken is not None:
            taken.append(reference)
        if "contained" in resource:
            self._contain(self.element(reference))

    def _no_url(self, position: _Position, full_url: object) -> str:
        self.log.wrong_type(str(position), "fullUrl", full_url, "text")
        return ""

    def _without_id(self, position: _Position, own: object, url: str) -> str:
        """Return the reference of a resource that has no valid id."""
        if own is not None:
            self.log.wrong_type(str(position), "id", own, "an id")
        return self.references.relative(url) if url else str(position)

    def _replaces(self, resource: Json, reference: str) -> bool:
        """Return whether a resource is newer than the copy with the same reference, and file it then."""
        before = self.by_reference[reference]
        if _same(before, resource):
            return False
        if _updated(resource) > _updated(before) and reference not in self.orders:
            self.by_reference[reference] = resource
            self.log.left_out(reference, "an older copy of the same resource")
            return True
        self.log.left_out(reference, "another copy of the same resource")
        return False

    def _contain(self, owner: Element) -> None:
        contained = owner.json.get("contained")
        if type(contained) is not list:
            owner.wrong_type("contained", "an array")
            return
        for index, inner in enumerate(contained):
            if type(inner) is not dict:
                self.log.wrong_type(owner.reference, f"contained[{index}]", inner, "a resource")
                continue
            own, kind = inner.get("id"), inner.get("resourceType")
            if type(own) is str and type(kind) is str:
                reference = f"{owner.reference}#{own.lstrip('#')}"
                if reference not in self.by_reference:
                    self.contained.append(reference)
                self.by_reference[reference] = inner

    def _outcome(self, outcome: Element) -> None:
        """Note an OperationOutcome: an error is not data, a notice that nothing was found is not an error."""
        issues = outcome.json.get("issue")
        found = issues if type(issues) is list else []
        said = [issue.get(key) for issue in found if type(issue) is dict for key in ("severity", "code")]
        words = [word for word in said if type(word) is str and _SHORT_CODE.match(word)]
        reason = "an OperationOutcome in the place of data" + (f" ({', '.join(words[:4])})" if words else "")
        if not _ERRORS.isdisjoint(words):
            outcome.faulty(reason)
        else:
            outcome.left_out(reason)


def _by_id(received: Iterable[str], source: ChartSource) -> dict[str, str]:
    """Return the references by id, those of the patient and the encounter of the call among them."""
    uuids = {reference.rpartition("/")[2].lower(): reference for reference in received if "/" in reference}
    for kind, own in (("Patient", source.patient_id), ("Encounter", source.encounter_id)):
        if own:
            bare = own.rpartition("/")[2]
            uuids.setdefault(bare.lower(), f"{kind}/{bare}")
    return uuids


def _kind(value: Any) -> str:  # noqa: ANN401 - JSON as received
    """Return the type of a resource with data, "" for any other value; a Bundle and an OperationOutcome have none."""
    if type(value) is not dict or "resourceType" not in value:
        return ""
    kind = value["resourceType"]
    return kind if type(kind) is str and kind not in _NOT_FILED else ""


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
