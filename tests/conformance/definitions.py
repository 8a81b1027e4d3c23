"""Checks JSON against the logical models of HL7's FHIR Tooling IG, as far as they say: names, numbers and types.

The models are StructureDefinitions (`make conformance` fetches them). Of their types, codes, uuids, URLs and plain
values are checked; resources are the business of `fhir.resources`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_TOOLS = "http://hl7.org/fhir/tools/StructureDefinition/"
_NOT_BLANK = re.compile(r"(?s).*\S.*")
_PATTERNS = {
    "uuid": re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "code": re.compile(r"[^\s]+( [^\s]+)*"),
    "url": re.compile(r"[^\s]+"),
    "string": _NOT_BLANK,
    "markdown": _NOT_BLANK,
}


@dataclass(slots=True)
class Element:
    """An element of a model; `children` are by the name that JSON has them under."""

    least: int
    most: str
    types: tuple[str, ...]
    is_map: bool = False
    is_nullable: bool = False
    specifiers: tuple[tuple[str, str], ...] = ()
    children: dict[str, Element] = field(default_factory=dict)


class Definitions:
    """The models in a directory, by the last part of their URL."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._models: dict[str, Element] = {}

    def faults(self, model: str, document: Any) -> list[str]:
        """Return what of a document the model does not allow."""
        return list(self._check(self._model(model), document, model, document))

    def _model(self, name: str) -> Element:
        if name not in self._models:
            file = self._directory / "input" / "resources" / f"structuredefinition-{name}.json"
            self._models[name] = _read(json.loads(file.read_text(encoding="utf-8")))
        return self._models[name]

    def _check(self, element: Element, value: Any, place: str, whole: Any) -> Any:
        for condition, model in element.specifiers:
            if f"'{whole.get('hook')}'" in condition:
                yield from self._check(self._model(model), value, place, whole)
                return
        if element.children and not element.is_map:
            if not isinstance(value, dict):
                yield f"{place} is not an object"
                return
            yield from (f"{place}.{name} is not in the model" for name in value.keys() - element.children.keys())
            for name, child in element.children.items():
                yield from self._check_child(child, name, value, f"{place}.{name}", whole)
        elif not element.is_map:
            yield from _type_faults(element.types, value, place)

    def _check_child(self, child: Element, name: str, holder: dict[str, Any], place: str, whole: Any) -> Any:
        if name not in holder:
            if child.least:
                yield f"{place} is missing"
            return
        value = holder[name]
        if child.is_map:
            if not isinstance(value, dict):
                yield f"{place} is not an object"
        elif child.most == "1":
            yield from self._check(child, value, place, whole)
        elif not isinstance(value, list):
            yield f"{place} is not an array"
        else:
            for number, each in enumerate(value):
                yield from self._check(child, each, f"{place}[{number}]", whole)


def _read(definition: dict[str, Any]) -> Element:
    elements = definition["differential"]["element"]
    by_path: dict[str, Element] = {}
    for each in elements:
        extensions = {one["url"].removeprefix(_TOOLS): one for one in each.get("extension", ())}
        made = Element(
            each.get("min", 0),
            each.get("max", "1"),
            tuple(one["code"].rsplit("/", 1)[-1] for one in each.get("type", ())),
            is_map="json-property-key" in extensions,
            is_nullable="json-nullable" in extensions,
            specifiers=tuple(_specifiers(each)),
        )
        by_path[each["path"]] = made
        parent, _, name = each["path"].rpartition(".")
        if parent:
            written = extensions.get("json-name", {}).get("valueString", name)
            by_path[parent].children[written] = made
    for each in elements:
        if reference := each.get("contentReference"):
            by_path[each["path"]].children = by_path[reference.removeprefix("#")].children
    # The tooling's element type has extensions everywhere.
    for element in by_path.values():
        if element.children and not element.is_map:
            element.children.setdefault("extension", Element(0, "1", ("Base",)))
    return by_path[elements[0]["path"]]


def _specifiers(element: dict[str, Any]) -> Any:
    for extension in element.get("extension", ()):
        if extension["url"].endswith("type-specifier"):
            parts = {each["url"]: each.get("valueString", each.get("valueCode")) for each in extension["extension"]}
            yield parts["condition"], parts["type"].rsplit("/", 1)[-1]


def _type_faults(types: tuple[str, ...], value: Any, place: str) -> Any:
    if types and not any(_fits(kind, value) for kind in types):
        yield f"{place} is not of type {' or '.join(types)}"


def _fits(kind: str, value: Any) -> bool:
    python = {"boolean": bool, "integer": int, "Coding": dict, "Resource": dict, "Bundle": dict, "Base": object}
    if not isinstance(value, python.get(kind, str)) or (kind == "integer" and isinstance(value, bool)):
        return False
    if kind == "Coding":
        return bool(value.keys() <= {"code", "system", "display"})
    if kind in {"Resource", "Bundle"}:
        return isinstance(value.get("resourceType"), str)
    return kind not in _PATTERNS or _PATTERNS[kind].fullmatch(value) is not None
