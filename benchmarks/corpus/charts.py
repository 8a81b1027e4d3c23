"""The kinds of chart in the corpus, and how many of each. A maker draws one chart of its kind."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import orjson

from benchmarks.corpus.resources import SNOMED, Chart, Json, concept
from benchmarks.corpus.vocabulary import Vocabulary
from benchmarks.reference_request import reference_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Maker = Callable[[Chart, Vocabulary, int], None]

_ORGANISMS = (
    concept(SNOMED, "115329001", "Methicillin resistant Staphylococcus aureus"),
    concept(SNOMED, "3092008", "Staphylococcus aureus"),
    concept(SNOMED, "112283007", "Escherichia coli"),
    concept(SNOMED, "264868006", "No growth"),
    {"text": "No growth after 5 days"},
    {"text": "Moderate growth of Pseudomonas aeruginosa"},
    {"text": "Mixed skin flora"},
)
_CULTURES = (("600-7", "Blood culture"), ("630-4", "Urine culture"), ("6463-4", "Wound culture"))
_LABS = (("718-7", "Hemoglobin", "g/dL"), ("2160-0", "Creatinine", "mg/dL"), ("2345-7", "Glucose", "mg/dL"))
_SURGERY = (
    ("27447", "Total knee arthroplasty"),
    ("27236", "Open treatment of femoral fracture"),
    ("20702", "Drug-delivery device in bone"),
    ("11981", "Drug-delivery implant"),
    ("27590", "Amputation of thigh"),
)
_INFECTIONS = ("M00", "M86", "N39.0", "L03", "J15", "J18", "A41", "T84.5", "K65", "N10", "L08")
_ORTHOPEDICS = ("S72", "S82", "S52", "S42", "M16", "M17", "M25", "M84", "M86", "T84", "M80")
_LONG = (100, 200, 400, 800, 1200, 1600, 2400, 3200)


class CorpusCall(NamedTuple):
    """One hook call; `size` is the number of its Conditions and Observations."""

    kind: str
    size: int
    body: bytes


def _clinic(chart: Chart, words: Vocabulary, _: int) -> None:
    chart.setting = "AMB"
    for code in words.everyday(words.draw.randrange(1, 6)):
        chart.condition(code, words.title(code))
    _measure(chart, words, words.draw.randrange(4))
    if words.draw.random() < 0.5:
        chart.procedure("99213", "Office visit")


def _titled_inpatient(chart: Chart, words: Vocabulary, _: int) -> None:
    for code in [*words.everyday(8), *words.draw.sample(words.leaves, 8)]:
        chart.condition(code, words.title(code))
    _cultures(chart, words, words.draw.randrange(1, 10))
    _surgery(chart, words, words.draw.randrange(1, 5))


def _own_words(chart: Chart, words: Vocabulary, _: int) -> None:
    for _number in range(words.draw.randrange(8, 20)):
        code, text = words.own_words()
        site = {"text": words.place()} if words.draw.random() < 0.3 else None
        chart.condition(code, text, note=words.remark() if words.draw.random() < 0.5 else "", site=site)
    _cultures(chart, words, words.draw.randrange(8))
    _surgery(chart, words, words.draw.randrange(1, 5), sited=True)


def _documents(chart: Chart, words: Vocabulary, _: int) -> None:
    for code in [*words.everyday(5), *words.draw.sample(words.leaves_of(*_ORTHOPEDICS), 4)]:
        chart.condition(code, words.title(code))
    for _number in range(words.draw.randrange(1, 4)):
        chart.report(f"MRI {words.place()}", _report(words))
    chart.note(_operation(words))
    _surgery(chart, words, 2)


def _infection(chart: Chart, words: Vocabulary, _: int) -> None:
    for code in [*words.draw.sample(words.leaves_of(*_INFECTIONS), 3), *words.everyday(5)]:
        chart.condition(code, words.title(code), note=words.remark())
    _cultures(chart, words, words.draw.randrange(4, 16), sited=True)
    _surgery(chart, words, 2)


def _orthopedics(chart: Chart, words: Vocabulary, _: int) -> None:
    for code in words.draw.sample(words.leaves_of(*_ORTHOPEDICS), words.draw.randrange(2, 7)):
        chart.condition(code, words.title(code), site={"text": words.place()}, note=words.remark())
    for code in words.everyday(4):
        chart.condition(code, words.title(code))
    _surgery(chart, words, 4, sited=True)
    chart.report(f"XR {words.place()}", _report(words))


def _labs(chart: Chart, words: Vocabulary, place: int) -> None:
    for code in words.everyday(10):
        chart.condition(code, words.title(code))
    _cultures(chart, words, 10)
    _measure(chart, words, 190 + place * 600 // 19)


def _rare_codes(chart: Chart, words: Vocabulary, _: int) -> None:
    for code in words.draw.sample(words.leaves, 15):
        chart.condition(code, words.title(code))


def _long_chart(chart: Chart, words: Vocabulary, place: int) -> None:
    for _number in range(_LONG[place]):
        code = words.draw.choice(words.leaves)
        chart.condition(code, words.title(code))


def _harmful(chart: Chart, words: Vocabulary, place: int) -> None:
    """Make what nobody sends by accident: very long texts, or one cause and its manifestation over and over."""
    if place:
        pairs = [*words.leaves_of("E11"), *words.leaves_of("L97"), *words.leaves_of("I12", "N18")]
        for code in words.draw.choices(pairs, k=600):
            chart.condition(code, f"{words.title(code)} due to {words.title(words.draw.choice(pairs))}")
        return
    for code in words.draw.sample(words.leaves_of(*_ORTHOPEDICS), 40):
        text = ", ".join(f"{words.draw.choice(('possible', 'no', 'both', ''))} {words.place()}" for _each in range(60))
        chart.condition(code, text, note=text)


KINDS: dict[str, tuple[int, Maker]] = {
    "clinic": (60, _clinic),
    "inpatient, titles": (40, _titled_inpatient),
    "inpatient, own words": (40, _own_words),
    "notes and reports": (20, _documents),
    "infection": (20, _infection),
    "orthopedics": (20, _orthopedics),
    "labs": (20, _labs),
    "rare codes": (10, _rare_codes),
    "long charts": (8, _long_chart),
    "harmful": (2, _harmful),
}
"""The kinds with the number of charts of each, 240 in all."""
REFERENCE, SITES = "reference", "reference, site texts"
ALL_KINDS = (REFERENCE, SITES, *KINDS)


def corpus(seed: int) -> Iterator[CorpusCall]:
    """Yield the calls of a seed, one kind after the other, and before them the reference call in two forms."""
    yield CorpusCall(REFERENCE, 34, orjson.dumps(reference_request()))
    yield CorpusCall(SITES, 34, orjson.dumps(_with_site_texts(reference_request())))
    words = Vocabulary(random.Random(seed))
    number = 0
    for kind, (count, make) in KINDS.items():
        for place in range(count):
            number += 1
            chart = Chart(number)
            make(chart, words, place)
            size = len(chart.conditions) + len(chart.observations)
            yield CorpusCall(kind, size, orjson.dumps(chart.request()))


def _with_site_texts(request: Json) -> Json:
    for entry in request["prefetch"]["conditions"]["entry"]:
        entry["resource"]["bodySite"] = [{"text": "right tibia"}]
    return request


def _cultures(chart: Chart, words: Vocabulary, count: int, *, sited: bool = False) -> None:
    for _number in range(count):
        specimen = {"text": words.place()} if sited else None
        chart.culture(*words.draw.choice(_CULTURES), words.draw.choice(_ORGANISMS), specimen)


def _measure(chart: Chart, words: Vocabulary, count: int) -> None:
    for _number in range(count):
        loinc, text, unit = words.draw.choice(_LABS)
        chart.measurement(loinc, text, round(words.draw.uniform(0.5, 180), 1), unit)


def _surgery(chart: Chart, words: Vocabulary, count: int, *, sited: bool = False) -> None:
    for _number in range(count):
        chart.procedure(*words.draw.choice(_SURGERY), {"text": words.place()} if sited else None)


def _report(words: Vocabulary) -> str:
    findings = " ".join(f"{words.own_words()[1]} of the {words.place()}. {words.remark()}." for _ in range(6))
    return f"INDICATION: pain.\nTECHNIQUE: routine.\nFINDINGS: {findings}\nIMPRESSION: {words.own_words()[1]}.\n"


def _operation(words: Vocabulary) -> str:
    lines = "\n".join(f"{words.remark()}. {words.own_words()[1]} of the {words.place()}." for _ in range(8))
    return f"PREOPERATIVE DIAGNOSIS: {words.own_words()[1]}\nPOSTOPERATIVE DIAGNOSIS: same\nPROCEDURE:\n{lines}\n"
