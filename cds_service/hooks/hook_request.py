"""Step 2 of a call: the bytes of a hook call become a `HookRequest` (CDS Hooks, "Calling a CDS Service").

Required elements of the wrong shape are refused by name and place. Unknown elements are passed over, since
clients send extensions and fields of later editions. Nothing that was sent is quoted back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

from cds_service.errors import MalformedRequestError, WrongHookError
from cds_service.limits.json_depth import is_too_deep

Json = Mapping[str, Any]

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


@dataclass(frozen=True, slots=True)
class HookContext:
    """The context of a call. Bundles are kept as received; `selections` are references.

    `user_id` is "" where the client does not say it, which the hooks require and the review can do without.
    """

    user_id: str
    patient_id: str
    encounter_id: str | None = None
    draft_orders: Json | None = field(default=None, repr=False)
    selections: tuple[str, ...] | None = None
    conditions: Json | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One hook call. The access token, the prefetch and the resources never show in its repr."""

    hook: str
    hook_instance: str
    context: HookContext = field(repr=False)
    fhir_server: str | None = None
    access_token: str | None = field(default=None, repr=False)
    prefetch: Json = field(default_factory=dict, repr=False)
    extension: Json = field(default_factory=dict, repr=False)


_CONTEXT_BY_HOOK: Mapping[str, tuple[str, ...]] = {
    "order-sign": ("draftOrders",),
    "order-select": ("draftOrders", "selections"),
    "encounter-start": ("encounterId",),
    "encounter-discharge": ("encounterId",),
    "problem-list-item-create": ("conditions",),
}


def parse_hook_request(body: bytes, hook: str = "") -> HookRequest:
    """Return the hook call in `body`; with `hook`, one of that hook.

    :raises MalformedRequestError: not JSON, or a required element is missing or of the wrong type; all faults are
        named.
    :raises WrongHookError: the call is one of another hook, whatever else is wrong with it.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"the body is not JSON (line {error.lineno}, column {error.colno})") from None
    return read_hook_request(document, hook)


def read_hook_request(document: object, expected_hook: str = "") -> HookRequest:
    """Return the hook call in a parsed JSON document.

    :raises MalformedRequestError: a required element is missing or of the wrong type; all faults are named.
    :raises WrongHookError: the call is one of another hook than expected.
    """
    if not isinstance(document, dict):
        raise MalformedRequestError("the body must be a JSON object")
    if is_too_deep(document):
        raise MalformedRequestError("the body is nested too deeply")
    faults: list[str] = []
    top = _Reader(document, "", faults)
    hook = top.text("hook", required=True)
    if hook and expected_hook and hook != expected_hook:
        # Checked first: the requirements of this hook do not help a caller of the wrong service.
        raise WrongHookError(f"this service answers the hook {expected_hook} only")
    authorization = _Reader(top.mapping("fhirAuthorization"), "fhirAuthorization.", faults)
    request = HookRequest(
        hook=hook,
        hook_instance=top.text("hookInstance", required=True),
        context=_context(top, _CONTEXT_BY_HOOK.get(hook, ()), faults),
        fhir_server=top.text("fhirServer") or None,
        access_token=authorization.token("access_token") if authorization.document else None,
        prefetch=top.mapping("prefetch"),
        extension=top.mapping("extension"),
    )
    if faults:
        raise MalformedRequestError("; ".join(faults))
    return request


def _context(top: _Reader, needed: tuple[str, ...], faults: list[str]) -> HookContext:
    context = _Reader(top.mapping("context", required=True), "context.", faults)
    return HookContext(
        user_id=context.text("userId") or top.text("user"),  # CDS Hooks 1.0 drafts had it at the top
        patient_id=_bare(context.text("patientId", required=True), "Patient/"),
        encounter_id=_bare(context.text("encounterId", required="encounterId" in needed), "Encounter/") or None,
        draft_orders=context.bundle("draftOrders", required="draftOrders" in needed),
        selections=context.texts("selections", required="selections" in needed),
        conditions=context.bundle("conditions", required="conditions" in needed),
    )


def _bare(identifier: str, prefix: str) -> str:
    """Return the bare id; some clients send the reference where the hook asks for the id."""
    return identifier.removeprefix(prefix)


class _Reader:
    """Reads the elements of one JSON object and notes each fault with its place."""

    def __init__(self, document: Json, place: str, faults: list[str]) -> None:
        self.document = document
        self._place = place
        self._faults = faults
        # An object that is itself missing is one fault, not one for each of its elements.
        self._silent = document is _MISSING

    def text(self, name: str, *, required: bool = False) -> str:
        """Return a string that is not blank; "" when it is not there and need not be."""
        value = self._value(name, "a string", _is_text, required=required)
        return value if isinstance(value, str) else ""

    def token(self, name: str) -> str:
        """Return a bearer token, which must be fit to be in a header."""
        value = self._value(name, "a bearer token", _is_token, required=True)
        return value if isinstance(value, str) else ""

    def mapping(self, name: str, *, required: bool = False) -> Json:
        """Return an object; an empty one when it is not there and need not be."""
        value = self._value(name, "an object", _is_object, required=required)
        if isinstance(value, dict):
            return value
        return _MISSING if required else {}

    def bundle(self, name: str, *, required: bool) -> Json | None:
        """Return a Bundle, or None when it is not there and need not be."""
        value = self._value(name, "a Bundle", _is_bundle, required=required)
        return value if isinstance(value, dict) else None

    def texts(self, name: str, *, required: bool) -> tuple[str, ...] | None:
        """Return an array of strings, or None when it is not there and need not be."""
        value = self._value(name, "an array of strings", _is_texts, required=required)
        return tuple(value) if isinstance(value, list) else None

    def _value(self, name: str, kind: str, fits: Callable[[object], bool], *, required: bool) -> object:
        if self._silent:
            return None
        value = self.document.get(name)
        if value is None or value == "":
            if required:
                self._faults.append(f"{self._place}{name} is missing")
            return None
        if not fits(value):
            self._faults.append(f"{self._place}{name} must be {kind}")
            return None
        return value


_MISSING: Json = MappingProxyType({})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_bundle(value: object) -> bool:
    return isinstance(value, dict) and value.get("resourceType", "Bundle") == "Bundle"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
