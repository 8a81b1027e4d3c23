"""What one line of an export holds."""

from __future__ import annotations

import pytest

from cds_service.audit.sift import Sifted, sift
from fhir_mappings.references import References

NOT_JSON = Sifted(fault="the line is not JSON")
NO_TYPE = Sifted(fault="resourceType is missing or no text")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"resourceType":"Condition","subject":{"reference":"Patient/1"}}', Sifted("Condition", "Patient/1")),
        (
            b'{"resourceType":"Condition","subject":{"reference":"https://x.org/fhir/Patient/1/_history/2"}}',
            Sifted("Condition", "Patient/1"),
        ),
        (b'{"resourceType":"BodyStructure","patient":{"reference":"Patient/1"}}', Sifted("BodyStructure", "Patient/1")),
        (b'{"resourceType":"Patient","id":"1"}', Sifted("Patient")),
        (b'{"resourceType":"Condition"}', Sifted("Condition", fault="the resource names no patient")),
        (
            b'{"resourceType":"Condition","subject":"Patient/1"}',
            Sifted("Condition", fault="the resource names no patient"),
        ),
        (
            b'{"resourceType":"Condition","subject":{"reference":"Group/1"}}',
            Sifted("Condition", fault="the resource names no patient"),
        ),
        (b'{"resourceType":"Condition","sub', NOT_JSON),
        (b"\xff\xfe", NOT_JSON),
        (b"[" * 5000, NOT_JSON),
        (b"[]", Sifted(fault="the line is JSON, but not a resource")),
        (b"null", Sifted(fault="the line is JSON, but not a resource")),
        (b"{}", NO_TYPE),
        (b'{"resourceType":7}', NO_TYPE),
    ],
)
def test_a_line_is_sifted(line: bytes, expected: Sifted) -> None:
    assert sift(line, References(None)) == expected


def test_a_patient_of_another_server_is_not_ours() -> None:
    line = b'{"resourceType":"Condition","subject":{"reference":"https://other.org/fhir/Patient/1"}}'
    assert sift(line, References("https://ours.org/fhir")).fault == "the resource names no patient"
