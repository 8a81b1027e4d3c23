"""A FHIR server with the patients of the examples, to try the fetching out with. It asks for no token.

Each example has its own base URL, `http://HOST:PORT/<example>`, since all examples are about one patient. Their dates
are moved so that the last one is today: a client that names no encounter gets a review of the current one only.
Resources are read by id and searched by patient and code, by GET or POST (FHIR R4, "RESTful API"); other parameters are
ignored, and nothing can be changed. Browser-based clients may call it from anywhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, Response, request
from flask_cors import CORS

from cds_service.examples import load_examples
from cds_service.fhir_client.bundle_answer import resources_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Resource = dict[str, Any]

_DATE = re.compile(r'(?<=")(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=["T])')
_FHIR_JSON = "application/fhir+json"


def create_example_server() -> Flask:
    """Return the application."""
    app = Flask("coding-cards-example-fhir", static_folder=None)
    CORS(app)

    @app.get("/<example>/metadata")
    def metadata(example: str) -> Response:
        return _json(_capabilities()) if example in _charts() else _outcome("there is no such example")

    @app.get("/<example>/<kind>/<identifier>")
    def read(example: str, kind: str, identifier: str) -> Response:
        found = _charts().get(example, {}).get(f"{kind}/{identifier}")
        return _json(found) if found else _outcome("there is no such resource")

    @app.get("/<example>/<kind>")
    @app.post("/<example>/<kind>/_search")
    def search(example: str, kind: str) -> Response:
        if example not in _charts():
            return _outcome("there is no such example")
        patient, codes = request.values.get("patient", ""), request.values.get("code", "")
        entries = [
            {"resource": each}
            for each in _charts()[example].values()
            if each["resourceType"] == kind and _is_about(each, patient) and _has_code(each, codes)
        ]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        return _json(bundle | {"entry": entries} if entries else bundle)

    return app


def _charts() -> Mapping[str, Mapping[str, Resource]]:
    """Return the resources of each example by reference."""
    return _charts_on(datetime.now().astimezone().date())


@lru_cache(maxsize=1)
def _charts_on(today: date) -> Mapping[str, Mapping[str, Resource]]:
    read = {each.name: moved_to(today, each.read()) for each in load_examples()}
    return {name: {_reference(one): one for one in _resources(text)} for name, text in read.items()}


def moved_to(today: date, text: str) -> str:
    """Return JSON with all its dates moved by the same number of days, so that the last of them is today.

    >>> moved_to(date(2026, 11, 28), '{"start": "2026-06-14T08:00:00Z", "end": "2026-06-15"}')
    '{"start": "2026-11-27T08:00:00Z", "end": "2026-11-28"}'
    """
    days = [date.fromisoformat(each) for each in _DATE.findall(text)]
    by = today - max(days, default=today)
    return _DATE.sub(lambda each: _later(each[0], by), text)


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def _resources(text: str) -> Iterator[Resource]:
    """Yield what the prefetch of an example holds; some examples are not whole calls, to show what is said of them."""
    call = orjson.loads(text)
    yield {
        "resourceType": "Patient",
        "id": call["context"]["patientId"],
        "name": [{"family": "Example", "given": ["Pat"]}],
        "birthDate": "1970-01-01",
    }
    for value in (call.get("prefetch") or {}).values():
        yield from (dict(each) for each in resources_in(value) if each.get("resourceType") and each.get("id"))


def _reference(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _is_about(resource: Resource, patient: str) -> bool:
    if resource["resourceType"] == "Patient":
        return not patient  # clients list the patients there are
    subject = resource.get("subject") or resource.get("patient")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return reference == f"Patient/{patient.removeprefix('Patient/')}"


def _has_code(resource: Resource, tokens: str) -> bool:
    """Return whether the resource has one of the codes; tokens are `code` or `system|code`, with commas between."""
    if not tokens:
        return True
    concept = resource.get("code")
    codings = concept.get("coding") if isinstance(concept, dict) else None
    own = [each for each in codings or () if isinstance(each, dict)]
    names = {str(each.get("code")) for each in own} | {f"{each.get('system')}|{each.get('code')}" for each in own}
    return not names.isdisjoint(tokens.split(","))


def _capabilities() -> Resource:
    kinds = sorted({each["resourceType"] for chart in _charts().values() for each in chart.values()})
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-04-01",
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {"type": kind, "interaction": [{"code": "read"}, {"code": "search-type"}]} for kind in kinds
                ],
            }
        ],
    }


def _outcome(words: str) -> Response:
    issue = {"severity": "error", "code": "not-found", "diagnostics": words}
    return _json({"resourceType": "OperationOutcome", "issue": [issue]}, 404)


def _json(resource: Resource, status: int = 200) -> Response:
    return Response(orjson.dumps(resource), status, mimetype=_FHIR_JSON)
