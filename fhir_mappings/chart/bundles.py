"""Whether the Bundles of Conditions that were received are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fhir_mappings.elements.unread import Json

_INCLUDED = ("include", "outcome")
_USUAL = (None, {"mode": "match"})


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
    found = [entry for entry in entries if type(entry) is dict] if type(entries) is list else []
    matches = [entry.get("resource") for entry in found if entry.get("search") in _USUAL or not _is_included(entry)]
    links = _links(bundle) if "link" in bundle else {}
    if not _holds_conditions(matches, links):
        return ()
    total = bundle.get("total")
    found_bundle = ReceivedBundle(
        total=total if type(total) is int else None,
        matches=len(matches),
        own_url=links.get("self", ""),
        next_url=links.get("next", ""),
        is_paged=not links.keys().isdisjoint(("next", "previous", "prev")),
    )
    return (found_bundle,)


def _holds_conditions(matches: Iterable[object], links: Mapping[str, str]) -> bool:
    """Return whether a Bundle is about Conditions: by a match, or by what was searched for."""
    if any(type(resource) is dict and resource.get("resourceType") == "Condition" for resource in matches):
        return True
    return links.get("self", "").partition("?")[0].rstrip("/").rpartition("/")[2] == "Condition"


def lacks_conditions(bundles: Iterable[ReceivedBundle]) -> bool:
    """Return whether Conditions are missing: a total exceeds the entries, or a page was not received.

    Pages of one search share their total; a Bundle without pages is judged with those that say no total.
    """
    conditions = list(bundles)
    followed = {bundle.next_url for bundle in conditions} - {""}
    pages = [bundle for bundle in conditions if bundle.is_paged or bundle.own_url in followed]
    on_pages = sum(bundle.matches for bundle in pages)
    loose = sum(bundle.matches for bundle in conditions if bundle.total is None and bundle not in pages)
    if any(_exceeds(bundle, on_pages if bundle in pages else bundle.matches + loose) for bundle in conditions):
        return True
    known = {bundle.own_url for bundle in pages}
    open_ends = [bundle for bundle in pages if bundle.next_url and bundle.next_url not in known]
    # Servers sign the links of pages anew, so that a page is known by its number too: one follows each open end.
    return len(open_ends) >= len(pages) > 0


def _exceeds(bundle: ReceivedBundle, received: int) -> bool:
    return bundle.total is not None and bundle.total > received


def _is_included(entry: Json) -> bool:
    search = entry.get("search")
    return type(search) is dict and search.get("mode") in _INCLUDED


def _links(bundle: Json) -> dict[str, str]:
    links = bundle.get("link")
    found = [link for link in links if type(link) is dict] if type(links) is list else []
    pairs = [(link.get("relation"), link.get("url")) for link in found]
    return {relation: url for relation, url in pairs if type(relation) is str and type(url) is str}
