"""A small FHIR store: it holds resources, carries out the actions of a suggestion, and answers as prefetch."""

from __future__ import annotations

import copy
from typing import Any

Resource = dict[str, Any]

PREFETCHED = {"conditions": ("Condition",), "procedures": ("Procedure",), "cultures": ("Observation",)}


class FhirStore:
    """Resources by reference. A transaction is carried out whole or not at all (FHIR R4, "transaction")."""

    def __init__(self, resources: list[Resource]) -> None:
        self._resources = {f"{each['resourceType']}/{each['id']}": copy.deepcopy(each) for each in resources}
        self._created = 0

    def copy(self) -> FhirStore:
        """Return a store of the same content."""
        return FhirStore(list(self._resources.values()))

    def of_type(self, *types: str) -> list[Resource]:
        """Return the resources of some types."""
        return [copy.deepcopy(each) for each in self._resources.values() if each["resourceType"] in types]

    def carry_out(self, actions: list[Resource]) -> None:
        """Carry out the actions of a suggestion: deletes, then creates, then updates (CDS Hooks, "Action")."""
        after = dict(self._resources)
        for kind in ("delete", "create", "update"):
            for action in (each for each in actions if each["type"] == kind):
                self._one(action, after)
        self._resources = after

    def _one(self, action: Resource, after: dict[str, Resource]) -> None:
        if action["type"] == "delete":
            del after[action["resourceId"]]
            return
        resource = copy.deepcopy(action["resource"])
        if action["type"] == "create":
            assert "id" not in resource
            self._created += 1
            resource["id"] = f"created-{self._created}"
        reference = f"{resource['resourceType']}/{resource['id']}"
        assert (reference in after) == (action["type"] == "update"), reference
        after[reference] = resource

    def prefetch(self, encounter_id: str) -> Resource:
        """Return the chart as the prefetch of a call."""
        bundles = {
            key: {
                "resourceType": "Bundle",
                "type": "searchset",
                "entry": [{"resource": each} for each in self.of_type(*types)],
            }
            for key, types in PREFETCHED.items()
        }
        (encounter,) = (each for each in self.of_type("Encounter") if each["id"] == encounter_id)
        return {"encounter": encounter, **bundles}
