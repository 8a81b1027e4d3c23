"""Makes the FHIR resources that suggestions carry: a new Condition, and a Condition with its code changed.

New resources are validated by fhir.resources (R4B), once for each code and shape; what differs from call to call are
the references alone. An original goes back as it was received, so that nothing an EHR put into it is lost or rewritten.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from fhir.resources.R4B.condition import Condition

from fhir_mappings.diagnoses.icd_codes import dotted
from fhir_mappings.elements.code_systems import ICD_10_CM, system_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fhir_mappings.elements.unread import Json

_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
Category = Literal["encounter-diagnosis", "problem-list-item"]
_READ_AS = (ICD_10_CM, None)
_CATEGORY_NAMES: Mapping[Category, str] = {
    "encounter-diagnosis": "Encounter Diagnosis",
    "problem-list-item": "Problem List Item",
}


def new_condition(
    *,
    code: str,
    title: str,
    subject: str,
    encounter: str | None,
    recorder: str | None,
    system: str,
    category: Category = "encounter-diagnosis",
) -> dict[str, Any]:
    """Return a diagnosis to be created, of the encounter or on the problem list, as plain JSON.

    `subject`, `encounter` and `recorder` are relative references, `system` the URI by which the client knows
    ICD-10-CM. There is no verificationStatus: "confirmed" is the clinician's to say and not a draft's, and any status
    short of it would keep the diagnosis off an outpatient's record (Official Guidelines IV.H) after it was accepted.

    :raises ValueError: a reference is blank, or the code is not what FHIR allows (pydantic's ValidationError).
    """
    if not all(each.strip() for each in (subject, encounter or "-", recorder or "-")):
        raise ValueError("a reference of a Condition is blank")
    _check(code, title, system, category)
    return _condition(code, title, subject, encounter, recorder, system, category)


@lru_cache(maxsize=4096)
def _check(code: str, title: str, system: str, category: Category) -> None:
    """Let fhir.resources judge such a Condition; references that a call brings are stood in for.

    What is remembered is of the release and of the client's profile, nothing of a chart.

    :raises ValueError: it is not what FHIR allows (pydantic's ValidationError).
    """
    made = _condition(code, title, "Patient/any", "Encounter/any", "Practitioner/any", system, category)
    Condition.model_validate(made)


def _condition(
    code: str, title: str, subject: str, encounter: str | None, recorder: str | None, system: str, category: Category
) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
        "category": [{"coding": [{"system": _CATEGORY, "code": category, "display": _CATEGORY_NAMES[category]}]}],
        "code": {"coding": [{"system": system, "code": code, "display": title}], "text": title},
        "subject": {"reference": subject},
    }
    if encounter:
        resource["encounter"] = {"reference": encounter}
    if recorder:
        resource["recorder"] = {"reference": recorder}
    return resource


def with_code(original: Json, read: str, code: str, title: str, system: str, old_title: str = "") -> dict[str, Any]:
    """Return the Condition `original` with its ICD-10-CM code changed and everything else as it was received.

    `read` is the code that was read in it. Every coding of that code is changed, by whichever URI it names ICD-10-CM;
    codings of other systems stay. `code.text` stays as well, unless it only repeats the old title (`old_title` or the
    display of the old coding): then it says the new one. A Condition without such a coding is given one under `system`.
    """
    concept = original.get("code")
    concept = concept if isinstance(concept, dict) else {}
    codings = concept.get("coding")
    codings = list(codings) if isinstance(codings, list) else []
    read_codings = _read_codings(codings, read)
    told = {_folded(old_title), *(_folded(codings[index].get("display")) for index in read_codings)}
    for index in read_codings:
        kept = {key: value for key, value in codings[index].items() if key not in ("code", "display", "version")}
        codings[index] = kept | {"code": code, "display": title}
    if not read_codings:
        codings.append({"system": system, "code": code, "display": title})
    changed_code = {**concept, "coding": codings}
    if _folded(concept.get("text")) in told - {""}:
        changed_code["text"] = title
    return {**original, "code": changed_code}


def _read_codings(codings: list[Any], read: str) -> list[int]:
    """Return the indexes of the codings that hold the code that was read.

    A client may name ICD-10-CM by its own URI: such a coding counts where no other holds the code.
    """
    found = ([index for index, coding in enumerate(codings) if _holds(coding, read, name)] for name in _READ_AS)
    return next(filter(None, found), [])


def _folded(text: object) -> str:
    """Return a title for comparison: letters of one case, spaces of one width, "" for what is not a text."""
    return " ".join(text.casefold().split()) if isinstance(text, str) else ""


def _holds(coding: object, read: str, system_read: str | None) -> bool:
    """Return whether a coding is the code that was read, in this code system; None is an unknown one."""
    if not isinstance(coding, dict):
        return False
    own, system = coding.get("code"), coding.get("system")
    if not isinstance(own, str) or not isinstance(system, str) or system_name(system) != system_read:
        return False
    return own == read or dotted(own) == read
