"""Whether the Bundles of Conditions that were received are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fhir_mappings.elements.unread import Json

_INCLUDED = ("include", "outcome")
_SEARCHED = frozenset(("Condition", "Encounter", "Observation", "Procedure", "DiagnosticReport", "ServiceRequest"))


class ReceivedBundle(Struct, frozen=True):
    """What a Bundle of Conditions says of its completeness: its total, how many matches it holds, its links."""

    total: int | None
    matches: int
    own_url: str
    next_url: str
    is_paged: bool


def read_bundle(bundle: Json) -> tuple[ReceivedBundle, ...]:
    """Return what a Bundle of Conditions says of its completeness; () for one of other resources."""
    entries = bundle.get("entry")
    found = entries if type(entries) is list else []
    links = _links(bundle) if "link" in bundle else {}
    if not _holds_conditions(found, links):
        return ()
    total = bundle.get("total")
    read = ReceivedBundle(
        total=total if type(total) is int else None,
        matches=sum(map(_is_match, found)),
        own_url=links.get("self", ""),
        next_url=links.get("next", ""),
        is_paged=not links.keys().isdisjoint(("next", "previous", "prev")),
    )
    return (read,)


def _holds_conditions(entries: list[Any], links: Mapping[str, str]) -> bool:
    """Return whether a Bundle is about Conditions: by what was searched for, otherwise by its entries."""
    asked = links.get("self", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    if asked in _SEARCHED:
        return asked == "Condition"
    resources = [entry.get("resource") for entry in entries if type(entry) is dict]
    return any(resource.get("resourceType") == "Condition" for resource in resources if type(resource) is dict)


def lacks_conditions(bundles: Sequence[ReceivedBundle]) -> bool:
    """Return whether Conditions are missing: a total exceeds the entries, or a page was not received."""
    followed = {bundle.next_url for bundle in bundles} - {""}
    pages = [bundle for bundle in bundles if bundle.is_paged or bundle.own_url in followed]
    whole = [bundle for bundle in bundles if bundle not in pages]
    return _lack_entries(whole) or _lack_pages(pages)


def _lack_entries(bundles: Sequence[ReceivedBundle]) -> bool:
    """Return whether a Bundle without pages says a total above its entries and those that say no total."""
    loose = sum(bundle.matches for bundle in bundles if bundle.total is None)
    return any(_exceeds(bundle, bundle.matches + loose) for bundle in bundles)


def _lack_pages(pages: Sequence[ReceivedBundle]) -> bool:
    """Return whether pages, which share the total of their search, hold less than it, or lack one of them."""
    received = sum(page.matches for page in pages)
    return any(_exceeds(page, received) for page in pages) or _ends_early(pages)


def _ends_early(pages: Sequence[ReceivedBundle]) -> bool:
    """Return whether a page is missing; servers sign links again, so that any page may follow an open end."""
    known = {bundle.own_url for bundle in pages}
    open_ends = [bundle for bundle in pages if bundle.next_url and bundle.next_url not in known]
    return len(open_ends) >= len(pages) > 0


def _exceeds(bundle: ReceivedBundle, received: int) -> bool:
    return bundle.total is not None and bundle.total > received


def _is_match(entry: object) -> bool:
    search = entry.get("search") if type(entry) is dict else None
    return type(entry) is dict and not (type(search) is dict and search.get("mode") in _INCLUDED)


def _links(bundle: Json) -> dict[str, str]:
    links = bundle.get("link")
    found = [link for link in links if type(link) is dict] if type(links) is list else []
    pairs = [(link.get("relation"), link.get("url")) for link in found]
    return {relation: url for relation, url in pairs if type(relation) is str and type(url) is str}
