"""The code systems that the reader knows, by each of the names that EHRs give them.

Sources: HL7 Terminology (THO) and FHIR R4 "Using Codes"; US Core 3.2 for the OID of HCPCS; Epic's CDS Hooks
documentation for ICD-10-CM by its OID.
"""

from __future__ import annotations

from types import MappingProxyType

ICD_10_CM = "ICD-10-CM"
PCS = "PCS"
CPT = "CPT"
HCPCS = "HCPCS"
SNOMED = "SNOMED"
LOINC = "LOINC"

ICD_10_CM_URI = "http://hl7.org/fhir/sid/icd-10-cm"
ICD_10_CM_OID = "urn:oid:2.16.840.1.113883.6.90"

_NAMES = MappingProxyType(
    {
        ICD_10_CM_URI: ICD_10_CM,
        ICD_10_CM_OID: ICD_10_CM,
        "2.16.840.1.113883.6.90": ICD_10_CM,
        "http://www.cms.gov/medicare/coding/icd10": PCS,
        "http://hl7.org/fhir/sid/icd-10-pcs": PCS,
        "urn:oid:2.16.840.1.113883.6.4": PCS,
        "2.16.840.1.113883.6.4": PCS,
        "http://www.ama-assn.org/go/cpt": CPT,
        "urn:oid:2.16.840.1.113883.6.12": CPT,
        "2.16.840.1.113883.6.12": CPT,
        "http://www.cms.gov/medicare/coding/hcpcsreleasecodesets": HCPCS,
        "http://terminology.hl7.org/codesystem/hcpcs": HCPCS,
        "urn:oid:2.16.840.1.113883.6.285": HCPCS,
        "2.16.840.1.113883.6.285": HCPCS,
        "http://snomed.info/sct": SNOMED,
        "urn:oid:2.16.840.1.113883.6.96": SNOMED,
        "2.16.840.1.113883.6.96": SNOMED,
        "http://loinc.org": LOINC,
        "urn:oid:2.16.840.1.113883.6.1": LOINC,
        "2.16.840.1.113883.6.1": LOINC,
    }
)


_OTHERS = MappingProxyType(
    {
        "http://hl7.org/fhir/sid/icd-10": "ICD-10 (WHO)",
        "urn:oid:2.16.840.1.113883.6.3": "ICD-10 (WHO)",
        "http://id.who.int/icd/release/11/mms": "ICD-11",
        "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9-CM",
        "urn:oid:2.16.840.1.113883.6.103": "ICD-9-CM",
        "urn:oid:2.16.840.1.113883.6.104": "ICD-9-CM",
        "http://terminology.hl7.org/codesystem/icd9cm": "ICD-9-CM",
        "http://terminology.hl7.org/codesystem/icd9": "ICD-9-CM",
        "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
        "http://terminology.hl7.org/codesystem/imo": "IMO",
        "urn:oid:2.16.840.1.113883.3.247.1.1": "IMO",
        "http://terminology.hl7.org/codesystem/condition-category": "HL7",
    }
)
_SHOWN = MappingProxyType({SNOMED: "SNOMED CT", PCS: "ICD-10-PCS"})


def plain_uri(uri: str) -> str:
    """Return a URI as code systems are compared by it: without case, blanks, a version and a closing slash."""
    return uri.strip().lower().partition("|")[0].rstrip("/")


def shown_system(uri: str | None) -> str:
    """Return the name under which a code system is counted: one of a few words, whatever a client sends."""
    if not uri:
        return "no system"
    known = system_name(uri)
    if known is not None:
        return _SHOWN.get(known, known)
    return _OTHERS.get(plain_uri(uri).replace("https:", "http:", 1), "other")


def system_name(uri: str | None) -> str | None:
    """Return the short name of a code system, or None for one that the reader does not know.

    Case, blanks, a closing slash, "https" and a version after a bar do not matter.
    """
    if uri is None:
        return None
    name = _NAMES.get(uri)
    if name is None:
        plain = plain_uri(uri)
        name = _NAMES.get(plain) or _NAMES.get(plain.replace("https:", "http:", 1))
    return name
