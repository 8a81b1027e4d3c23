"""References between resources, brought to one form: "Condition/1"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhir_mappings.elements.reading import Element

_TYPE_AND_ID = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})\Z")


def without_version(reference: str) -> str:
    """Cut off "/_history/..."."""
    return reference.partition("/_history/")[0]


class References:
    """Makes the references of one call comparable.

    `urls` pairs the fullUrl of each entry with its "Type/id"; all are there before the first reference is read. Few
    calls name a resource by its URL, so that they are looked through only then.
    """

    __slots__ = ("_aliases", "_base", "urls")

    def __init__(self, base_url: str | None) -> None:
        self._base = _comparable(base_url) + "/" if base_url else None
        self._aliases: dict[str, str] = {}
        self.urls: list[tuple[str, str]] = []

    def relative(self, reference: str) -> str:
        """Return "Type/id" for a relative, absolute or versioned reference; others as they are.

        An absolute reference is of this server when it lies under the base URL, or when no base URL is known. One
        of another server stays absolute, and so equals no resource of this one.
        """
        plain = reference.strip()
        if "/_history/" in plain:
            plain = without_version(plain)
        if ":" not in plain:
            return plain.removeprefix("/")
        if self.urls:
            self._aliases.update((without_version(url.strip()), named) for url, named in self.urls)
            self.urls.clear()
        known = self._aliases.get(plain)
        if known is not None:
            return known
        if "://" not in plain:
            return plain.removeprefix("/")
        if self._base is None or _comparable(plain).startswith(self._base):
            match = _TYPE_AND_ID.search(plain)
            if match:
                return match.group()
        return plain

    def read(self, owner: Element, key: str) -> str | None:
        """Return the target of the Reference element `key` of `owner`, or None."""
        value = owner.child(key, "a reference")
        return None if value is None else self.target(value)

    def target(self, value: Element) -> str | None:
        """Return the target of a Reference; None for one by identifier alone."""
        target = value.json.get("reference")
        if type(target) is str:
            return self.relative(target)
        if target is not None:
            value.wrong_type("reference", "text")
        return None


def _comparable(url: str) -> str:
    """Return a URL without its scheme and closing slash: http and https name one server here."""
    return url.strip().partition("://")[2].rstrip("/")
