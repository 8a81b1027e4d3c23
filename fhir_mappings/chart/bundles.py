"""Whether the Bundles of Conditions that were received are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from fhir_mappings.chart.bundle_gaps import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fhir_mappings.elements.unread import Json

_INCLUDED = ("include", "outcome")
_NO_MATCH = ("Bundle", "OperationOutcome")
_LONGEST_TOTAL = 9
_SEARCHED = frozenset(("Condition", "Encounter", "Observation", "Procedure", "DiagnosticReport", "ServiceRequest"))
_ABOUT_CONDITIONS = ("Condition", "Bundle")
INCOMPLETE_SEARCH: Json = {
    "resourceType": "Bundle",
    "type": "searchset",
    "link": [{"relation": "self", "url": "Condition"}, {"relation": "next"}],
}
"""A search for Conditions that goes on and leads nowhere.

It replaces a Bundle that lacks Conditions where the resources of the Bundle are read alone.
"""


class ReceivedBundle(Struct, frozen=True):
    """What a Bundle of Conditions says of its completeness: its total, how many matches it holds, its links.

    `next_url` is "" where the Bundle has no link to a next page, or one that leads nowhere (`goes_on`). `has_gaps`: its
    entries say that something is missing.
    """

    total: int | None
    matches: int
    own_url: str
    next_url: str
    goes_on: bool
    is_paged: bool
    has_gaps: bool


def read_bundle(bundle: Json) -> tuple[ReceivedBundle, ...]:
    """Return what a Bundle of Conditions says of its completeness; () for one of other resources."""
    entries = bundle.get("entry")
    found = entries if type(entries) is list else []
    links = _links(bundle) if "link" in bundle else {}
    if not _holds_conditions(found, links):
        return ()
    matches, lacks_some = _matches_and_gaps(found)
    read = ReceivedBundle(
        total=_total(bundle.get("total")),
        matches=matches,
        own_url=links.get("self", ""),
        next_url=links.get("next", ""),
        goes_on="next" in links,
        is_paged=not links.keys().isdisjoint(("next", "previous", "prev")),
        has_gaps=lacks_some or (entries is not None and type(entries) is not list),
    )
    return (read,)


def says_incomplete(bundle: Json) -> bool:
    """Return whether a Bundle, with the Bundles in it, says that Conditions are missing."""
    return lacks_conditions([read for each in _with_inner(bundle) for read in read_bundle(each)])


def _with_inner(bundle: Json) -> Iterator[Json]:
    waiting = [bundle]
    while waiting:
        one = waiting.pop()
        yield one
        entries = one.get("entry")
        resources = [entry.get("resource") for entry in entries if type(entry) is dict] if type(entries) is list else []
        waiting += [each for each in resources if type(each) is dict and each.get("resourceType") == "Bundle"]


def _total(total: object) -> int | None:
    """Return a total; one that was sent as text says the same."""
    if type(total) is str and total.isascii() and total.isdigit() and len(total) <= _LONGEST_TOTAL:
        return int(total)
    return total if type(total) is int else None


def _holds_conditions(entries: list[Any], links: Mapping[str, str]) -> bool:
    """Return whether a Bundle is about Conditions: by what was searched for, otherwise by its entries.

    Of a batch with other Bundles nobody knows what an entry that failed was to bring.
    """
    asked = links.get("self", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    if asked in _SEARCHED:
        return asked == "Condition"
    for entry in entries:
        if type(entry) is dict and "resource" in entry:
            resource = entry["resource"]
            if type(resource) is dict and "resourceType" in resource and resource["resourceType"] in _ABOUT_CONDITIONS:
                return True
    return False


def lacks_conditions(bundles: Sequence[ReceivedBundle]) -> bool:
    """Return whether Conditions are missing: a total exceeds the entries, an entry or a page was not received."""
    if any(bundle.has_gaps for bundle in bundles):
        return True
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
    known = {bundle.own_url for bundle in pages} - {""}
    open_ends = [bundle for bundle in pages if bundle.goes_on and bundle.next_url not in known]
    return len(open_ends) >= len(pages) > 0


def _exceeds(bundle: ReceivedBundle, received: int) -> bool:
    return bundle.total is not None and bundle.total > received


def _matches_and_gaps(entries: list[Any]) -> tuple[int, bool]:
    """Return how many entries count for the total, and whether any says that something is missing.

    An inner Bundle has its own total, and an outcome does not count. Most entries are resources that are there.
    """
    matches, has_gaps = 0, False
    for entry in entries:
        if type(entry) is not dict:
            has_gaps = True
            continue
        resource = entry.get("resource")
        kind = resource.get("resourceType") if type(resource) is dict else None
        matches += kind not in _NO_MATCH and not _is_included(entry.get("search"))
        if type(kind) is not str or kind == "OperationOutcome":
            has_gaps = has_gaps or is_gap(entry)
    return matches, has_gaps


def _is_included(search: object) -> bool:
    return type(search) is dict and search.get("mode") in _INCLUDED


def _links(bundle: Json) -> dict[str, str]:
    links = bundle.get("link")
    found = [link for link in links if type(link) is dict] if type(links) is list else []
    pairs = [(link.get("relation"), link.get("url")) for link in found]
    return {relation: url if type(url) is str else "" for relation, url in pairs if type(relation) is str}
