"""Finds, among the codes that differ in place alone, those that the documented places mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from icd10cm.anatomy.side import Side
from icd10cm.titles.side_groups import side_in, title_words
from icd10cm.titles.template import Slot  # noqa: TC001 - decoding looks it up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import SiteFact
    from icd10cm.titles.template import Place


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """What documented places lead to, among the peers of a code.

    `leaves` are node positions in document order. `together` tells that all of them apply (right and left, where
    the list has no bilateral code); otherwise they are alternatives. `facts` are the places that decided.
    """

    leaves: tuple[int, ...]
    facts: tuple[SiteFact, ...]
    together: bool = False


def varying_slot(slots: Sequence[tuple[Slot, ...]]) -> int | None:
    """Return which slot of titles of one template differs most from title to title; None where they have none."""
    return max(
        range(len(slots[0])),
        key=lambda at: len({(each[at].sites, each[at].residual) for each in slots}),
        default=None,
    )


def _varying(slots: Mapping[int, tuple[Slot, ...]]) -> dict[int, Slot]:
    """Return, of the slots of each title, the one that differs most from title to title."""
    varying = varying_slot(list(slots.values()))
    return {} if varying is None else {index: each[varying] for index, each in slots.items()}


def _sites_named(slots: Iterable[Slot]) -> frozenset[str]:
    """Return the sites of slots that are not residual."""
    return frozenset(site for slot in slots if not slot.residual for site in slot.sites)


class PackedSiteFamily(Struct, frozen=True, array_like=True, gc=False):
    """What working out `SiteFamily` gave: the side of each, the slot in which they differ, and which leave it open."""

    sides: dict[int, Side | None]
    slots: dict[int, Slot]
    sites: frozenset[str]
    category: str
    category_sites: frozenset[str]
    open: frozenset[int]
    open_anywhere: frozenset[int]


class SiteFamily:
    """The leaves that differ from a code in place alone, with the slot in which they differ.

    A title may have several slots ("wound of right hand with damage to nail"); the one in which the peers differ is
    the place.
    """

    __slots__ = (
        "_anatomy",
        "_at",
        "_category",
        "_category_sites",
        "_open",
        "_open_anywhere",
        "_sides",
        "leaves",
        "packed",
        "sites",
        "slots",
    )

    def __init__(self, packed: PackedSiteFamily, anatomy: Anatomy) -> None:
        self.packed = packed
        self._anatomy = anatomy
        self._at: dict[str, tuple[int, ...]] = {}
        self.leaves = tuple(packed.sides)
        self.slots = packed.slots
        self.sites = packed.sites
        self._category = packed.category
        self._category_sites = packed.category_sites
        self._sides = packed.sides
        self._open = packed.open
        self._open_anywhere = packed.open_anywhere

    def leaves_open(self, index: int) -> bool:
        """Return whether a leaf leaves the site open where peers name it: "unspecified site", "unspecified finger"."""
        return index in self._open

    def naming(self, index: int) -> tuple[int, ...]:
        """Return the leaves that name the site which the leaf at `index` leaves open, within those that it names."""
        sites = self.slots[index].sites
        return tuple(
            leaf
            for leaf in self.leaves
            if leaf != index and leaf not in self._open and (not sites or self.lies_within(leaf, sites))
        )

    def summing_up(self, index: int) -> tuple[int, ...]:
        """Return the leaves for multiple sites of a region ("wrist and hand") that holds the site of a leaf."""
        sites = self.slots[index].sites
        return tuple(
            leaf
            for leaf, slot in self.slots.items()
            if slot.residual == "multiple"
            and leaf not in self._open
            and any(self._within(one, slot.sites) for one in sites)
        )

    def has_finer(self, slot: Slot) -> bool:
        """Return whether peers name a site that is part of the one this slot names, or any site where it names none."""
        finer = self.sites - set(slot.sites)
        if not slot.sites:
            return bool(finer)
        return any(self._within(site, slot.sites) for site in finer)

    def same_place(self, index: int, leaves: Sequence[int]) -> bool:
        """Return whether the leaves name the very place that the leaf at `index` names: a side is all they can add."""
        own = self.slots.get(index)
        return index in leaves or (
            own is not None
            and all(
                self.slots[leaf].sites == own.sites and self.slots[leaf].residual == own.residual for leaf in leaves
            )
        )

    def lies_within(self, index: int, sites: Iterable[str]) -> bool:
        """Return whether a leaf names a site within the narrowest of `sites` (artery in "tibial artery, leg")."""
        wide = tuple(sites)
        narrow = [one for one in wide if not any(other != one and self._within(other, (one,)) for other in wide)]
        return any(self._within(site, narrow or wide) for site in self.slots[index].sites)

    def _within(self, site: str, sites: Iterable[str]) -> bool:
        return any(self._anatomy.is_part_of(site, wider, self._category) for wider in sites)

    def at(self, site: str) -> tuple[int, ...]:
        """Return the leaves of the narrowest peer site that holds `site`; "other part of foot" counts as the foot."""
        found = self._at.get(site)
        if found is None:
            found = self._at[site] = self._found_at(site)
        return found

    def _found_at(self, site: str) -> tuple[int, ...]:
        narrowest = self._narrowest_holding(site)
        if not narrowest:
            return ()
        leaves = self._holding(site, narrowest)
        if not all(self.slots[index].residual for index in leaves):
            return leaves
        # "Eyelid" is not "other part of face" where other codes name the upper and the lower eyelid.
        if site not in narrowest:
            return () if any(self._within(one, (site,)) for one in self.sites) else leaves
        # "Scapula" alone is "unspecified part of scapula" where the list has that, and else "other part of scapula".
        if narrowest != {site}:
            return leaves
        return tuple(index for index in self.slots if index in self._open and site in self.slots[index].sites) or leaves

    def _holding(self, site: str, narrowest: set[str]) -> tuple[int, ...]:
        """Return the leaves of the narrowest sites that hold a site, and name no part of it; else those that do."""
        leaves = tuple(
            index
            for index, slot in self._decided()
            if not narrowest.isdisjoint(slot.sites) and not any(self._is_wider(site, named) for named in slot.sites)
        )
        return leaves or self._named_with_a_part(site)

    def _named_with_a_part(self, site: str) -> tuple[int, ...]:
        """Return the leaves of the one place that names a site and a part of it: "upper limb, including shoulder"."""
        named = [(index, slot.sites) for index, slot in self._decided() if site in slot.sites and not slot.residual]
        places = {sites for _, sites in named}
        others = self.sites.difference(*places)
        if len(places) != 1 or any(self._within(one, (site,)) for one in others) or self._is_left_open(site):
            return ()
        return tuple(index for index, _ in named)

    def _is_left_open(self, site: str) -> bool:
        return any(site in self.slots[index].sites for index in self._open)

    def _decided(self) -> list[tuple[int, Slot]]:
        """Return the leaves that are neither open nor for multiple sites, with their slots."""
        return [
            (index, slot)
            for index, slot in self.slots.items()
            if index not in self._open and slot.residual != "multiple"
        ]

    def _narrowest_holding(self, site: str) -> set[str]:
        """Return the narrowest sites that these titles name and that hold `site`."""
        is_part_of = self._anatomy.is_part_of
        holding = {
            named for _, slot in self._decided() for named in slot.sites if is_part_of(site, named, self._category)
        }
        return {one for one in holding if not any(other != one and is_part_of(other, one) for other in holding)}

    def _is_wider(self, wide: str, narrow: str) -> bool:
        return self._anatomy.is_part_of(narrow, wide) and not self._within(wide, (narrow,))

    def place_of(self, index: int, facts: Sequence[SiteFact]) -> SiteChoice | None:
        """Return where the documented places lead from the leaf at `index`, on its own side where they name none.

        None when they contradict the place that it names, however openly ("unspecified part of face" and a leg).
        """
        own = self.slots.get(index)
        sites = [fact.site for fact in facts if fact.site]
        if own is not None and own.sites and not own.beyond and all(self._disjoint(site, own.sites) for site in sites):
            return None
        return self.on_own_side(index, self.place(facts))

    def on_own_side(self, index: int, by_site: SiteChoice | None) -> SiteChoice | None:
        """Return a choice on the side of the leaf at `index`, where the documented places name none."""
        if by_site is None or any(fact.side for fact in by_site.facts):
            return by_site
        return replace(by_site, leaves=self.on_side(by_site.leaves, self._sides.get(index)) or by_site.leaves)

    def _disjoint(self, site: str, others: Iterable[str]) -> bool:
        return all(self._anatomy.disjoint(site, other) for other in others)

    def residual(self, kind: str) -> tuple[int, ...]:
        """Return the leaves for "other" or "multiple" sites that name no site."""
        return tuple(index for index, slot in self.slots.items() if slot.residual == kind and not slot.sites)

    def is_elsewhere(self, site: str) -> bool:
        """Return whether `site` surely lies in none of the sites that the titles of the category name."""
        beside = frozenset[str]() if self._anatomy.left_over(site, self._category) else self._category_sites
        return not self.undecided(site) and self._disjoint(site, self.sites | beside)

    def undecided(self, site: str) -> bool:
        """Return whether the category's titles leave open which of them means the place (clavicle, patella at M86)."""
        return self._anatomy.undecided(site, self._category)

    def on_side(self, leaves: Iterable[int], side: Side | None) -> tuple[int, ...]:
        """Return those of the leaves on a side; all of them when no side is known or none of them has one."""
        leaves = tuple(leaves)
        named = {self._sides[index] for index in leaves} - {None}
        if side is None or not named:
            return leaves
        # Where the list has no code for both sides, right and left are coded (guideline I.B.13).
        sides = (Side.RIGHT, Side.LEFT) if side is Side.BILATERAL and side not in named else (side,)
        return tuple(index for index in leaves if self._sides[index] in sides or self._has_no_sides(index))

    def _has_no_sides(self, index: int) -> bool:
        """Return whether a residual ("multiple sites") is on any side; one that leaves the side open is on none."""
        return self._sides[index] is None and index not in self._open_anywhere

    def place(self, facts: Sequence[SiteFact]) -> SiteChoice | None:
        """Return where the documented places lead; None when they do not decide anything.

        Places that no peer holds surely, and that are surely in none, lead to "other site"; several places lead to
        "multiple sites"; two sides of one site do not (guideline I.B.13).
        """
        found: dict[frozenset[int], list[SiteFact]] = {}
        for fact in facts:
            if fact.site is not None:
                leaves = self._surely_at(fact.site)
                if not leaves:
                    return None
                found.setdefault(frozenset(leaves), []).append(fact)
        if len(found) > 1:
            multiple = self.residual("multiple") or self._multiple_sites_of(facts)
            return SiteChoice(multiple, tuple(facts)) if multiple else None
        return next((self._on_their_side(sorted(group), deciding) for group, deciding in found.items()), None)

    def _surely_at(self, site: str) -> tuple[int, ...]:
        """Return the leaves of a place, those for other sites where no title names it; none where that is unsure."""
        if self.undecided(site):
            return ()
        return self.at(site) or (self.residual("other") if self.is_elsewhere(site) else ())

    def _on_their_side(self, leaves: Sequence[int], facts: Sequence[SiteFact]) -> SiteChoice | None:
        """Return the leaves of one place on the side that its facts name; right and left together are both sides."""
        sides = {fact.side for fact in facts if fact.side}
        if sides >= {Side.RIGHT, Side.LEFT}:
            sides = {Side.BILATERAL}
        side = sides.pop() if len(sides) == 1 else None
        chosen = self.on_side(leaves, side)
        both = side is Side.BILATERAL and len(chosen) > 1
        return SiteChoice(chosen, tuple(facts), together=both) if chosen else None

    def _multiple_sites_of(self, facts: Sequence[SiteFact]) -> tuple[int, ...]:
        """Return the leaves for "multiple sites of right wrist and hand", where all of the places lie there."""
        leaves = [
            index for index, slot in self.slots.items() if slot.residual == "multiple" and self._holds_all(slot, facts)
        ]
        sides = {fact.side for fact in facts if fact.side}
        if len(sides) > 1:
            return tuple(index for index in leaves if self._has_no_sides(index))
        return self.on_side(leaves, sides.pop() if sides else None)

    def _holds_all(self, slot: Slot, facts: Sequence[SiteFact]) -> bool:
        return all(fact.site and self._within(fact.site, slot.sites) for fact in facts)


def work_out_peers(
    titles: Mapping[int, str], places: Mapping[int, Place], anatomy: Anatomy, category: str
) -> SiteFamily:
    """Return the peers with these titles; `places` are all titles of their category, taken apart."""
    all_slots = {index: places[index].slots for index in titles}
    slots = _without_shared_sites(_without_carriers(_varying(all_slots)))
    packed = PackedSiteFamily(
        sides={index: side_in(title_words(title)) for index, title in titles.items()},
        slots=slots,
        sites=_sites_named(slots.values()),
        category=category,
        category_sites=_sites_named(slot for place in places.values() for slot in place.slots),
        open=frozenset(),
        open_anywhere=frozenset(index for index, each in all_slots.items() if any(slot.open for slot in each)),
    )
    peers = SiteFamily(packed, anatomy)
    leaving_open = frozenset(index for index, slot in slots.items() if slot.open and peers.has_finer(slot))
    return SiteFamily(structs.replace(packed, open=leaving_open), anatomy)


def _without_carriers(slots: Mapping[int, Slot]) -> dict[int, Slot]:
    """Take away a site that only carries the side, because what stands before it never comes with another one.

    The shoulder of "scapula, right shoulder" does; the finger of "metacarpophalangeal joint of right index finger"
    tells the codes apart.
    """
    partners: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for slot in slots.values():
        if slot.beside:
            partners.setdefault(frozenset(slot.sites) - set(slot.beside), set()).add(slot.beside)
    return {
        index: structs.replace(slot, sites=tuple(site for site in slot.sites if site not in slot.beside))
        if slot.beside and len(partners[frozenset(slot.sites) - set(slot.beside)]) == 1
        else slot
        for index, slot in slots.items()
    }


def _without_shared_sites(slots: Mapping[int, Slot]) -> dict[int, Slot]:
    """Take away a site that every title names and most narrow down: "vertebra" in "vertebra, lumbar region"."""
    named = [set(slot.sites) for slot in slots.values() if slot.sites]
    shared = set[str].intersection(*named) if named else set[str]()
    if not shared or not any(sites > shared for sites in named):
        return dict(slots)
    return {
        index: structs.replace(slot, sites=tuple(site for site in slot.sites if site not in shared))
        for index, slot in slots.items()
    }
