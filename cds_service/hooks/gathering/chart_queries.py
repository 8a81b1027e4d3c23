"""What a review needs of a chart: the prefetch templates, and the queries that represent them.

Every template resolves from `patientId`, or from `encounterId` where the client sends one; a client that
resolves only some of them is still served.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from fhir_mappings.cultures.culture_table import culture_codes

if TYPE_CHECKING:
    from cds_service.hooks.hook_request import HookContext

_TOKEN = re.compile(r"\{\{context\.(patientId|encounterId)\}\}")
# FHIR, "id" datatype, with the underscore that some test servers use; "." and ".." are not ids but path
# segments.
_ID = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,64}")


EPIC_NOTES = "DocumentReference?patient={{context.patientId}}&category=clinical-note"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the review needs. `name` is the prefetch key, `template` the prefetch template.

    `resource_types` are the types that an answer consists of. Without a required need the call is answered
    with 412. `is_document` marks reports and notes, which an operator may switch off.
    """

    name: str
    template: str
    resource_types: frozenset[str]
    required: bool = False
    is_document: bool = False

    @property
    def answer_type(self) -> str:
        """The resource type that answers the query: the resource itself for a read, a Bundle for a search."""
        return "Bundle" if "?" in self.template else self.template.split("/")[0]

    @property
    def epic_template(self) -> str:
        """The template for Epic, which searches notes by category."""
        return EPIC_NOTES if self.name == "notes" else self.template

    def query(self, context: HookContext) -> str | None:
        """Return the query for this call, relative to the FHIR server.

        None where the context has no id for it, or one that cannot safely be in a URL.
        """
        ids = {"patientId": context.patient_id, "encounterId": context.encounter_id or ""}
        used = [ids[name] for name in _TOKEN.findall(self.template)]
        if not all(_ID.fullmatch(identifier) for identifier in used):
            return None
        return _TOKEN.sub(lambda match: quote(ids[match[1]], safe=""), self.template)

    def concerns(self, context: HookContext) -> bool:
        """Return whether this call has the need at all: without an encounterId no encounter is looked for."""
        return "context.encounterId" not in self.template or context.encounter_id is not None


@cache
def needs(*, documents: bool = True) -> tuple[Need, ...]:
    """Return every need of a review, in the order of discovery; without `documents` no reports and notes."""
    return tuple(need for need in _needs() if documents or not need.is_document)


def _needs() -> tuple[Need, ...]:
    cultures = ",".join(sorted(culture_codes()))
    return (
        Need("encounter", "Encounter/{{context.encounterId}}", frozenset({"Encounter"})),
        Need("conditions", "Condition?patient={{context.patientId}}", frozenset({"Condition"}), required=True),
        Need("procedures", "Procedure?patient={{context.patientId}}", frozenset({"Procedure"})),
        Need(
            "cultures",
            f"Observation?patient={{{{context.patientId}}}}&code={cultures}",
            frozenset({"Observation", "DiagnosticReport"}),
        ),
        Need(
            "reports",
            "DiagnosticReport?patient={{context.patientId}}&category=http://loinc.org|LP29684-5",
            frozenset({"DiagnosticReport"}),
            is_document=True,
        ),
        Need(
            "notes",
            "DocumentReference?patient={{context.patientId}}&type=http://loinc.org|11504-8,http://loinc.org|28570-0",
            frozenset({"DocumentReference"}),
            is_document=True,
        ),
        Need(
            "impressions",
            "Observation?patient={{context.patientId}}&code=http://loinc.org|19005-8",
            frozenset({"Observation"}),
            is_document=True,
        ),
    )
