"""Cards about random codes, by rule and reason; the same each time.

Some are what the review asks of charts made of the codes, the others the golden cards with other codes in them.

`python -m tests.cards.sweep` prints how many summaries of each rule are longer than is read in five seconds, with the
longest of them; `--all` prints every summary.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from cards import DeckOptions, build_deck
from cards.phrases.fitting import WANTED
from cards.short_names import short_name
from fhir_mappings.chart.model import Chart
from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import CodedEncounter, Culture, Diagnosis, Evidence, SiteFact, Statement
from icd10cm.organisms.table import load_organisms
from icd10cm.releases.loading import load_embedded
from tests.cards.deal import PUBLIC_URL, counted_uuids, deal, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cards.card import Card
    from icd10cm.releases.release import Release

    Kind = tuple[Callable[[str], CodedEncounter], Sequence[str], int]

DAY = date(2026, 6, 18)
FACT_DAY = date(2026, 6, 15)
MOST = 150
"""Cards of one rule and reason that the review asks for."""
SWAPS = 20
"""Cards with other codes for each golden one."""
SPECIMENS = ("wound", "bone", "blood", "urine", "joint", "sputum", "tissue", "abscess")
FRACTURES = ("open fracture", "Gustilo type IIIB", "open fracture, Gustilo type II", "closed fracture", "nonunion")
PAIRED_BY = ("excludes1", "useAdditionalCode", "codeFirst", "excludes2")
Key = tuple[str, str]


class Charts:
    """Makes encounters about codes; each method is one kind of chart."""

    def __init__(self, release: Release, seed: int, share: float) -> None:
        self.release = release
        self.chance = Random(seed)
        categories = sorted({code[:3] for code in release.valid})
        chosen = set(self.chance.sample(categories, round(share * len(categories) / 2)))
        self.valid = [code for code in sorted(release.valid) if code[:3] in chosen]
        self.nodes = [node.code for node in release.tabular.nodes if node.code[:3] in chosen]
        self.organisms = [each for each in load_organisms().by_id.values() if each.code]

    def alone(self, code: str) -> CodedEncounter:
        """Return a chart with nothing but a code."""
        return _encounter((_diagnosis(code),))

    def mistyped(self, code: str) -> CodedEncounter:
        """Return a chart with a code that has one character too many or another one."""
        return self.alone(self.chance.choice((f"{code[:-1]}Z", f"{code}A", code.replace("X", ""))))

    def shortened(self, code: str) -> CodedEncounter:
        """Return a chart with the code of the level above, with the site of the code."""
        node = self.release.node(code)
        assert node is not None
        above = [each.code for each in self.release.lineage(node.index)]
        return _encounter((self._sited(self.chance.choice(above), code),))

    def sited(self, code: str) -> CodedEncounter:
        """Return a chart that names the site of another code of the category."""
        return _encounter((self._sited(code, self.sibling(code)),))

    def worded(self, code: str) -> CodedEncounter:
        """Return a chart whose diagnosis reads like another code of the category."""
        name = short_name(self.sibling(code), self.release)
        return _encounter((_diagnosis(code, text=name),))

    def broken(self, code: str) -> CodedEncounter:
        """Return a chart whose text says how a fracture is."""
        return _encounter((_diagnosis(code, text=self.chance.choice(FRACTURES)),))

    def cultured(self, code: str) -> CodedEncounter:
        """Return a chart with a culture; sometimes another organism is coded."""
        organism = self.chance.choice(self.organisms)
        evidence = Evidence("Observation/1", organism.name, FACT_DAY)
        culture = Culture(
            "Observation/1",
            organism,
            evidence,
            specimen=self.chance.choice(SPECIMENS),
            preliminary=self.chance.random() < 0.2,
            about=("Condition/1",),
        )
        coded = [_diagnosis(code)]
        if self.chance.random() < 0.3:
            coded.append(_diagnosis(str(self.chance.choice(self.organisms).code), 2))
        return _encounter(tuple(coded), cultures=(culture,))

    def paired(self, code: str) -> CodedEncounter:
        """Return a chart with a code and one that its notes name."""
        lines = [line for element in PAIRED_BY for line in self.release.notes_for(code, element) if line.references]
        if not lines:
            return self.next_to(code)
        reference = self.chance.choice(self.chance.choice(lines).references)
        first, end = self.chance.choice(reference.spans)
        named = [each for place in range(first, end) for each in self.release.codes_at(place)]
        both = [code, self.chance.choice(named)] if named else [code]
        self.chance.shuffle(both)
        return _encounter(tuple(_diagnosis(each, rank) for rank, each in enumerate(both, 1)))

    def next_to(self, code: str) -> CodedEncounter:
        """Return a chart with a code and another one of its category."""
        return _encounter((_diagnosis(code), _diagnosis(self.sibling(code), 2)))

    def swapped(self, case: dict[str, Any]) -> dict[str, Any]:
        """Return a golden scenario with other codes, some of one category and some of any."""
        code = self.chance.choice(self.valid)
        known = list(dict.fromkeys((*case["codes"], *case.get("choices", ()), *case.get("others", {}).values())))
        near = [self.sibling(code) if self.chance.random() < 0.6 else self.chance.choice(self.valid) for _ in known]
        new = dict(zip(known, (code, *near), strict=False))
        evidence = [each | {"statement": self._renamed(each["statement"], new)} for each in case.get("evidence", ())]
        others = {name: new[each] for name, each in case.get("others", {}).items()}
        codes, choices = ([new[each] for each in case.get(part, ())] for part in ("codes", "choices"))
        return case | {"codes": codes, "choices": choices, "options": [], "evidence": evidence, "others": others}

    def _renamed(self, statement: str, new: Mapping[str, str]) -> str:
        code = new.get(statement.partition(" ")[0])
        return f"{code} {self.release.title(code)}" if code else statement

    def sibling(self, code: str) -> str:
        """Return a code of the same category near a code."""
        place = self.release.position(code) or 0
        node = self.release.tabular.nodes[place]
        around = range(max(0, place - 12), min(place + 12, len(self.release.tabular.nodes)))
        near = [
            full
            for each in around
            if self.release.category(each) is self.release.category(node.index)
            for full in self.release.codes_at(each)
        ]
        return self.chance.choice(near or [code])

    def _sited(self, code: str, like: str) -> Diagnosis:
        places = [site for site, _ in self.release.places_of(like) if site]
        site = self.chance.choice(places) if places else None
        side = self.release.side_of(like)
        side = side if side in (Side.LEFT, Side.RIGHT) else self.chance.choice((Side.LEFT, Side.RIGHT))
        name = load_anatomy().name(site) if site else "side"
        evidence = Evidence("Condition/1", f"{side} {name}", FACT_DAY)
        return _diagnosis(code, site=SiteFact(site, side, evidence))


def _diagnosis(code: str, rank: int = 1, text: str = "", site: SiteFact | None = None) -> Diagnosis:
    reference = f"Condition/{rank}"
    statements = (Statement(text, Evidence(reference, text, FACT_DAY, from_text=True)),) if text else ()
    return Diagnosis(reference, code, sites=(site,) if site else (), statements=statements, rank=rank, date=FACT_DAY)


def reading(code: str, text: str = "", behind: tuple[str, ...] = ()) -> CodedEncounter:
    """Return a chart with one diagnosis that reads so, and others `behind` it."""
    others = tuple(_diagnosis(each, rank) for rank, each in enumerate(behind, start=2))
    return _encounter((_diagnosis(code, text=text), *others))


def _encounter(diagnoses: tuple[Diagnosis, ...], **parts: tuple[Culture, ...]) -> CodedEncounter:
    return CodedEncounter(DAY, diagnoses, **parts)


def _kinds(charts: Charts, share: float) -> list[Kind]:
    """Return each kind of chart with the codes that it is made of, and how many of it."""
    release = charts.release
    nodes = release.tabular.nodes
    asked = [code for code in charts.valid if _asks_for_organism(code, release)]
    whole = [release.tabular.by_code[code] for code in charts.nodes]
    lacking = [nodes[place].code for place in whole if not nodes[place].children and release.seventh(place)]
    fractures = [code for code in charts.valid if code[0] in "SM" and "fracture" in release.title(code)]
    kinds: tuple[Kind, ...] = (
        (charts.alone, charts.nodes, 200),
        (charts.alone, lacking, 160),
        (charts.mistyped, charts.valid, 120),
        (charts.shortened, charts.valid, 100),
        (charts.sited, charts.valid, 600),
        (charts.worded, charts.valid, 500),
        (charts.broken, fractures, 300),
        (charts.cultured, asked, 400),
        (charts.paired, charts.valid, 600),
        (charts.next_to, charts.valid, 150),
    )
    return [(make, codes, round(share * number)) for make, codes, number in kinds]


def _asks_for_organism(code: str, release: Release) -> bool:
    return any("B95" in line.line for line in release.notes_for(code, "useAdditionalCode"))


def sweep(release: Release, seed: int = 22, share: float = 1) -> dict[Key, list[Card]]:
    """Return the cards of many charts by rule and reason, at most `MOST` of each from reviews, each question once.

    `share` is how much of it all is done, with codes of as many fewer categories: a category is read when first met.
    """
    charts = Charts(release, seed, share)
    found: dict[Key, list[Card]] = defaultdict(list)
    asked = set()
    for make, codes, number in _kinds(charts, share):
        for code in charts.chance.choices(codes, k=number):
            for card in cards_of(make(code), release):
                key = (card.issue.rule, card.issue.because)
                if card.topic not in asked and len(found[key]) < MOST:
                    asked.add(card.topic)
                    found[key].append(card)
    for case in scenarios().values():
        for _ in range(round(share * SWAPS)):
            (card,) = deal(release, charts.swapped(case)).shown
            found[card.issue.rule, card.issue.because].append(card)
    return found


def cards_of(encounter: CodedEncounter, release: Release, **more: Any) -> tuple[Card, ...]:
    """Return all cards of an encounter, with `more` options of a deck."""
    chart = Chart(encounter=encounter, resources={}, patient="Patient/1", encounter_reference="Encounter/1")
    options = DeckOptions(public_url=PUBLIC_URL, max_cards=50, **more)
    return build_deck(review(encounter, release), chart, release, options, new_uuid=counted_uuids()).shown


def _report(found: dict[Key, list[Card]], *, every: bool) -> Iterator[str]:
    for (rule, because), cards in sorted(found.items()):
        summaries = sorted((card.summary for card in cards), key=len)
        long = [each for each in summaries if len(each) > WANTED]
        share = f"{len(long) / len(cards):5.1%} over {WANTED}, longest {len(summaries[-1])}"
        yield f"{rule:22} {because:14} {len(cards):4} cards, {share}"
        yield from (f"    {len(each):3} {each}" for each in (summaries if every else long))


def main() -> None:
    """Print the shares."""
    found = sweep(load_embedded())
    print("\n".join(_report(found, every="--all" in sys.argv)))  # noqa: T201


if __name__ == "__main__":
    main()
