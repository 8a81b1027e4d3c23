"""Elements of JSON that may be absent or of a wrong type: each is looked at once, and a wrong one is noted.

The reader touches only the few elements that it needs. An element of a wrong type makes that part of the
resource unread, which `UnreadLog` records with the resource and the path; the rest is read all the same.
What is noted names types and paths, never values: those may hold what belongs to the patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir_mappings.elements.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.elements.unread import Json

_NONE: tuple[Any, ...] = ()
MOST_NOTED = 5
"""How many wrong members of one array are noted one by one; the others are counted."""


class UnreadLog:
    """Collects, within one call, what did not become a fact and why."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[Unread] = []

    def left_out(self, reference: str, reason: str) -> None:
        """Note what was read and rightly left out."""
        self.entries.append(Unread(reference, reason, faulty=False))

    def faulty(self, reference: str, reason: str) -> None:
        """Note what could not be read."""
        self.entries.append(Unread(reference, reason, faulty=True))

    def wrong_type(self, reference: str, path: str, value: object, wanted: str) -> None:
        """Note that `path` of a resource holds something else than `wanted`."""
        self.faulty(reference, f"{path} is {kind_of(value)}, not {wanted}")


def kind_of(value: object) -> str:
    """Return what a JSON value is, in words, without what it holds."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, dict) else "an array"


def objects(owner: Json, key: str, reference: str, path: str, log: UnreadLog) -> Sequence[Json]:
    """Return the objects of an array element; none when it is absent or not an array of objects.

    `path` leads from the resource to `owner` and ends in a dot, "" for the resource itself.
    """
    value = owner.get(key)
    if value is None:
        return _NONE
    if type(value) is not list:
        log.wrong_type(reference, path + key, value, "an array")
        return _NONE
    for member in value:
        if type(member) is not dict:
            return _sound_members(value, reference, path + key, log)
    return value


def _sound_members(values: list[Any], reference: str, path: str, log: UnreadLog) -> list[Json]:
    sound: list[Json] = []
    wrong = 0
    for place, member in enumerate(values):
        if isinstance(member, dict):
            sound.append(member)
        else:
            wrong += 1
            if wrong <= MOST_NOTED:
                log.wrong_type(reference, f"{path}[{place}]", member, "an object")
    note_further(reference, path, wrong, log)
    return sound


def note_further(reference: str, path: str, wrong: int, log: UnreadLog) -> None:
    """Note how many wrong members of an array were not noted one by one, if any."""
    if wrong > MOST_NOTED:
        log.faulty(reference, f"{path} has {wrong - MOST_NOTED} further members of a wrong type")


def object_of(owner: Json, key: str, reference: str, path: str, log: UnreadLog) -> Json | None:
    """Return an element that must be an object, or None."""
    value = owner.get(key)
    if value is None or type(value) is dict:
        return value
    log.wrong_type(reference, path + key, value, "an object")
    return None


def text_of(owner: Json, key: str, reference: str, path: str, log: UnreadLog) -> str:
    """Return a text element, stripped; "" when it is absent or no text."""
    value = owner.get(key)
    if value is None:
        return ""
    if type(value) is str:
        return value.strip()
    log.wrong_type(reference, path + key, value, "text")
    return ""


def codings(concept: Json, reference: str, path: str, log: UnreadLog) -> Sequence[Json]:
    """Return the codings of a CodeableConcept whose system and code are text or absent."""
    found = concept.get("coding")
    if found is None:
        return _NONE
    if type(found) is list:  # the usual case, without a further call
        for coding in found:
            if type(coding) is not dict:
                break
            code, system = coding.get("code"), coding.get("system")
            if (type(code) is not str and code is not None) or (type(system) is not str and system is not None):
                break
        else:
            return found
    return _sound_codings(objects(concept, "coding", reference, path, log), reference, path, log)


def _sound(coding: Json) -> bool:
    code, system = coding.get("code"), coding.get("system")
    return (type(code) is str or code is None) and (type(system) is str or system is None)


def _sound_codings(found: Sequence[Json], reference: str, path: str, log: UnreadLog) -> list[Json]:
    sound: list[Json] = []
    wrong = 0
    for place, coding in enumerate(found):
        if _sound(coding):
            sound.append(coding)
            continue
        wrong += 1
        if wrong <= MOST_NOTED:
            key = "code" if type(coding.get("code")) not in (str, type(None)) else "system"
            log.wrong_type(reference, f"{path}coding[{place}].{key}", coding[key], "text")
    note_further(reference, f"{path}coding", wrong, log)
    return sound


def status_codes(owner: Json, key: str, reference: str, log: UnreadLog, path: str = "") -> tuple[str, ...]:
    """Return the codes of a status or category in lower case, however it is told.

    FHIR has it as a CodeableConcept, an array of them or a code, by version; EHRs mix these.
    """
    value = owner.get(key)
    if value is None:
        return ()
    if type(value) is list:
        codes: list[str] = []
        for place, member in enumerate(value):
            codes += _told(member, reference, f"{path}{key}[{place}]", log)
        return tuple(codes)
    return _told(value, reference, path + key, log)


def _told(value: object, reference: str, path: str, log: UnreadLog) -> tuple[str, ...]:
    if type(value) is dict:
        found = codings(value, reference, path + ".", log)
        codes = tuple([coding["code"].strip().lower() for coding in found if coding.get("code")])
        if codes:
            return codes
        own = value.get("code")  # a bare Coding in the place of a concept
        value = own if type(own) is str else text_of(value, "text", reference, path + ".", log)
    if type(value) is str:
        return (value.strip().lower(),) if value else ()
    log.wrong_type(reference, path, value, "a coded concept")
    return ()
