"""The one reader of FHIR elements: a cursor on a JSON object that notes each part of a wrong type.

An `Element` knows its resource, the path that leads to it and the log of the reading, so that a reader names only the
key. The reader touches only the few elements that it needs. An element of a wrong type makes that part of the resource
unread; the rest is read all the same. Notes name types and paths, never values: values may identify the patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

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
        """Note a resource or part that was read and rightly left out."""
        self.entries.append(Unread(reference, reason, faulty=False))

    def faulty(self, reference: str, reason: str) -> None:
        """Note a resource or part that could not be read."""
        self.entries.append(Unread(reference, reason, faulty=True))

    def wrong_type(self, reference: str, path: str, value: object, wanted: str) -> None:
        """Note that `path` of a resource holds something else than `wanted`."""
        self.faulty(reference, f"{path} is {json_type(value)}, not {wanted}")

    def wrong_members(self, reference: str, path: str, wrong: Sequence[tuple[str, object]], wanted: str) -> None:
        """Note the wrong members of an array, each with its own path; the last ones as a count only."""
        for own_path, value in wrong[:MOST_NOTED]:
            self.wrong_type(reference, own_path, value, wanted)
        if len(wrong) > MOST_NOTED:
            self.faulty(reference, f"{path} has {len(wrong) - MOST_NOTED} further members of a wrong type")


class Element(Struct, gc=False):
    """A JSON object of a resource, with the resource's reference, the path from the resource and the log.

    `path` ends in a dot ("bodySite[0]."); it is "" for the resource itself.
    """

    json: Json
    reference: str
    log: UnreadLog
    path: str = ""

    @property
    def place(self) -> str:
        """The path without its closing dot, as a note names the element."""
        return self.path.removesuffix(".")

    def left_out(self, reason: str) -> None:
        """Note that the resource, or this part of it, was read and rightly left out."""
        self.log.entries.append(Unread(self.reference, reason, faulty=False))

    def faulty(self, reason: str) -> None:
        """Note that the resource, or this part of it, could not be read."""
        self.log.faulty(self.reference, reason)

    def wrong_type(self, key: str, wanted: str) -> None:
        """Note that a key holds something else than `wanted`."""
        self.log.wrong_type(self.reference, self.path + key, self.json.get(key), wanted)

    def text(self, key: str) -> str:
        """Return a text, stripped; "" when it is absent or not a text."""
        value = self.json.get(key)
        if type(value) is str:
            return value.strip()
        if value is not None:
            self.wrong_type(key, "text")
        return ""

    def child(self, key: str, wanted: str = "an object") -> Element | None:
        """Return an element that must be an object, or None; a note calls it `wanted`."""
        value = self.json.get(key)
        if type(value) is dict:
            return Element(value, self.reference, self.log, f"{self.path}{key}.")
        if value is not None:
            self.wrong_type(key, wanted)
        return None

    def children(self, key: str) -> Sequence[Element]:
        """Return the objects of an array; none when it is absent or not an array."""
        values = self.json.get(key)
        if values is None:
            return _NONE
        if type(values) is not list:
            self.wrong_type(key, "an array")
            return _NONE
        path = self.path + key
        found = [
            Element(value, self.reference, self.log, f"{path}[{index}].")
            for index, value in enumerate(values)
            if type(value) is dict
        ]
        if len(found) < len(values):
            wrong = [(f"{path}[{index}]", value) for index, value in enumerate(values) if type(value) is not dict]
            self.log.wrong_members(self.reference, path, wrong, "an object")
        return found

    def codings(self) -> Sequence[Json]:
        """Return the codings of a CodeableConcept whose system and code are text or absent."""
        values = self.json.get("coding")
        if values is None:
            return _NONE
        if type(values) is not list:
            self.wrong_type("coding", "an array")
            return _NONE
        sound = [value for value in values if _is_sound(value)]
        if len(sound) < len(values):
            self._note_unsound_codings(values)
        return sound

    def _note_unsound_codings(self, values: Sequence[Any]) -> None:
        path = self.path + "coding"
        others = [(f"{path}[{index}]", value) for index, value in enumerate(values) if type(value) is not dict]
        self.log.wrong_members(self.reference, path, others, "an object")
        wrong = [
            (f"{path}[{index}].{key}", value[key])
            for index, value in enumerate(values)
            if type(value) is dict and not _is_sound(value)
            for key in (_wrong_key(value),)
        ]
        self.log.wrong_members(self.reference, path, wrong, "text")

    def codes(self, key: str) -> tuple[str, ...]:
        """Return the codes of a status or category in lower case, in whichever form the client sends it.

        FHIR has it as a CodeableConcept, an array of them or a code, by version; EHRs mix these.
        """
        value = self.json.get(key)
        if value is None:
            return ()
        if type(value) is list:
            return tuple([code for index, one in enumerate(value) for code in self._codes(one, f"{key}[{index}]")])
        return self._codes(value, key)

    def _codes(self, value: object, key: str) -> tuple[str, ...]:
        if type(value) is dict:
            if "coding" in value and (codes := self._own(value, key).coded()):
                return codes
            own = value.get("code")  # a bare Coding in the place of a concept
            value = own if type(own) is str else self._own(value, key).text("text")
        if type(value) is str:
            return (value.strip().lower(),) if value else ()
        self.log.wrong_type(self.reference, self.path + key, value, "a coded concept")
        return ()

    def _own(self, value: Json, key: str) -> Element:
        return Element(value, self.reference, self.log, f"{self.path}{key}.")

    def coded(self) -> tuple[str, ...]:
        """Return the codes of a CodeableConcept in lower case."""
        return tuple([coding["code"].strip().lower() for coding in self.codings() if coding.get("code")])


def json_type(value: object) -> str:
    """Return the type of a JSON value in words, without the value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, dict) else "an array"


def shown(coding: Json) -> str:
    """Return the display of a coding, stripped; "" when it is absent or not a text."""
    display = coding.get("display")
    return display.strip() if type(display) is str else ""


def _is_sound(coding: object) -> bool:
    if type(coding) is not dict:
        return False
    code, system = coding.get("code"), coding.get("system")
    return (type(code) is str or code is None) and (type(system) is str or system is None)


def _wrong_key(coding: Json) -> str:
    return "code" if type(coding.get("code")) not in (str, type(None)) else "system"
