"""References between resources, brought to one form: "Condition/1"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhir_mappings.elements.reading import Element

_TYPE_AND_ID = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})\Z")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_DEFAULT_PORTS = (":80", ":443")
URN_UUID = "urn:uuid:"


def without_version(reference: str) -> str:
    """Cut off "/_history/..."."""
    return reference.partition("/_history/")[0]


def is_on_another_server(reference: str | None) -> bool:
    """Return whether a reference, as `References.relative` returns it, names a resource of another server."""
    return reference is not None and "://" in reference


class References:
    """Makes the references of one call comparable.

    `urls` pairs the fullUrl of each entry with its "Type/id"; all are there before the first reference is read. Few
    calls name a resource by its URL, so that they are looked through only then. `by_id` returns the references by id,
    for a "urn:uuid:" that no fullUrl explains: it names the resource with that id.
    """

    __slots__ = ("_aliases", "_base", "_uuids", "by_id", "urls")

    def __init__(self, base_url: str | None) -> None:
        self._base = comparable_url(base_url) + "/" if base_url else None
        self._aliases: dict[str, str] = {}
        self.urls: list[tuple[str, str]] = []
        self.by_id: Callable[[], dict[str, str]] = dict
        self._uuids: dict[str, str] | None = None

    def relative(self, reference: str) -> str:
        """Return "Type/id" for a relative, absolute or versioned reference; others as they are.

        An absolute reference is of this server when it lies under the base URL, or when no base URL is known. One
        of another server stays absolute, and so equals no resource of this one.
        """
        # The usual case: relative already, without a version, blanks and a slash before it.
        if ":" not in reference and "/_h" not in reference and reference[:1].isalpha() and not reference[-1].isspace():
            return reference
        return self._relative(reference.strip())

    def _relative(self, plain: str) -> str:
        if "/_history/" in plain:
            plain = without_version(plain)
        if ":" not in plain:
            return plain.removeprefix("/")
        known = self._by_url(plain)
        if known is not None:
            return known
        if "://" not in plain:
            return plain.removeprefix("/")
        is_ours = self._base is None or comparable_url(plain).startswith(self._base)
        match = _TYPE_AND_ID.search(plain) if is_ours else None
        return match.group() if match else plain

    def _by_url(self, url: str) -> str | None:
        """Return the resource that a fullUrl names, or a "urn:uuid:" by its id; None for one that is not known."""
        if self.urls:
            self._aliases.update((comparable_url(without_version(each)), named) for each, named in self.urls)
            self.urls.clear()
        known = self._aliases.get(comparable_url(url))
        if known is not None or url[: len(URN_UUID)].lower() != URN_UUID:
            return known
        if self._uuids is None:
            self._uuids = self.by_id()
        return self._uuids.get(url[len(URN_UUID) :].lower())

    def read(self, owner: Element, key: str) -> str | None:
        """Return the target of the Reference element `key` of `owner`, or None."""
        json = owner.json
        value = json.get(key)
        if type(value) is dict and "reference" in value and type(value["reference"]) is str:  # the usual case
            return self.relative(value["reference"])
        named = owner.child(key, "a reference")
        return None if named is None else self.target(named)

    def target(self, value: Element) -> str | None:
        """Return the target of a Reference; None for one by identifier alone."""
        target = value.json.get("reference")
        if type(target) is str:
            return self.relative(target)
        if target is not None:
            value.wrong_type("reference", "text")
        return None


def comparable_url(url: str) -> str:
    """Return a URL as RFC 3986 compares it (6.2): host in lower case, without a default port and a closing slash.

    Letters, digits and "-._~" that are percent-encoded are read as such, and "." and ".." in the path are followed.

    The scheme is left out: http and https name one server here. A URN compares without regard to case (RFC 8141).
    """
    plain = url.strip()
    if "://" not in plain:
        return plain.lower() if plain[:4].lower() == "urn:" else plain
    try:
        parts = urlsplit(plain)
    except ValueError:  # an IPv6 host without its bracket
        return plain.partition("://")[2].rstrip("/")
    host = parts.netloc.lower()
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{_plain_path(parts.path)}{query}".rstrip("/")


def _plain_path(path: str) -> str:
    """Return a path with its escapes and dot segments in their plain form."""
    if "%" in path:
        path = _ESCAPED.sub(_unescaped, path)
    if "/." not in path or path.startswith("//"):  # urljoin takes what is behind two slashes for a host
        return path
    return urljoin("https://host/", path).removeprefix("https://host")


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
