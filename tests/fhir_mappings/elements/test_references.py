"""References compare as RFC 3986 compares URLs, and follow fullUrls and ids."""

from __future__ import annotations

import pytest

from fhir_mappings.elements.references import References, comparable_url, is_on_another_server

BASE = "https://ehr.example.org/fhir"


@pytest.mark.parametrize(
    "reference",
    [
        "Condition/1",
        "/Condition/1",
        " Condition/1 ",
        "Condition/1/_history/3",
        "https://ehr.example.org/fhir/Condition/1",
        "http://ehr.example.org/fhir/Condition/1",
        "https://EHR.Example.ORG/fhir/Condition/1",
        "https://ehr.example.org:443/fhir/Condition/1",
        "http://ehr.example.org:80/fhir/Condition/1/_history/3",
        "https://ehr.example.org/%66hir/Condition/1",
        "https://ehr.example.org/./fhir/Condition/1",
        "https://ehr.example.org/other/../fhir/Condition/1",
    ],
)
@pytest.mark.parametrize("base", [BASE, "HTTPS://EHR.example.org:443/fhir/"])
def test_one_resource_by_every_form_of_its_url(reference: str, base: str) -> None:
    assert References(base).relative(reference) == "Condition/1"


@pytest.mark.parametrize(
    "reference",
    [
        "https://other.example.org/fhir/Condition/1",
        "https://ehr.example.org/FHIR/Condition/1",  # a path has case
        "https://ehr.example.org:8443/fhir/Condition/1",
        "https://ehr.example.org/fhir2/Condition/1",
        "https://ehr.example.org/fhir/../other/Condition/1",
        "https://ehr.example.org/fhir%2FCondition/1",
    ],
)
def test_another_server_stays_another(reference: str) -> None:
    relative = References(BASE).relative(reference)
    assert relative == reference
    assert is_on_another_server(relative)


def test_a_full_url_is_followed_however_it_is_written() -> None:
    references = References(BASE)
    references.urls.append(("https://Proxy.example.org:443/r4/Condition/9", "Condition/1"))
    references.urls.append(("urn:uuid:ABC", "Condition/2"))
    assert references.relative("http://proxy.example.org/r4/Condition/9/_history/1") == "Condition/1"
    assert references.relative("URN:UUID:abc") == "Condition/2"


def test_a_uuid_names_the_resource_with_that_id() -> None:
    references = References(None)
    references.by_id = lambda: {"abc": "Encounter/abc"}
    assert references.relative("urn:uuid:ABC") == "Encounter/abc"
    assert references.relative("urn:uuid:def") == "urn:uuid:def"


@pytest.mark.parametrize("url", ["http://[::1/fhir", "://", "a:b://c", "https://h//[/./x", "https://h/%zz%4"])
def test_a_url_that_is_none_does_no_harm(url: str) -> None:
    assert isinstance(comparable_url(url), str)
