"""`python -m benchmarks.documents`: the processor time that reports add to a call, by whether they state the disease.

Each call has eight reports of six kilobytes. The figure is the best of some calls, less that of the same calls with
reports not read: for reports that no call before had, and for the same call again.
"""

from __future__ import annotations

import argparse
import time
from base64 import b64encode
from datetime import date
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cards import build_deck
from cds_service.loaded_releases import load_releases
from cds_service.overlay import Rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.garbage_collector import settle
from cds_service.settings import Settings
from fhir_mappings import read_chart
from fhir_mappings.chart.model import ChartSource
from icd10cm import review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cards import Deck, DeckOptions
    from icd10cm.releases.by_date import Releases

REPORTS, CHARACTERS, CALLS = 8, 6000, 60
_DAY = date(2026, 6, 18)
_ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_ABOUT = {"subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"}}
_OPENING = """EXAM: MRI {part} without and with contrast, series {number}
INDICATION: Pain and a draining wound. Evaluate for osteomyelitis.
COMPARISON: Radiographs of {number} days before.
TECHNIQUE: Axial, coronal and sagittal T1 and STIR images, and fat-suppressed T1 images after contrast.
FINDINGS:
"""
_FINDINGS = (
    "There is marrow edema in segment {number} with low signal on T1 images.",
    "The cortex is thinned over {number} mm, with periosteal reaction along the shaft.",
    "A sinus tract reaches the skin {number} mm below the joint line.",
    "No drainable fluid collection is seen in compartment {number}.",
    "Muscles and tendons are intact; mild fatty change of grade {number} is unchanged.",
    "The joint has a small effusion, {number} mm deep, without synovial thickening.",
    "Vessels and nerves of level {number} have a normal course and signal.",
    "Enhancement after contrast is diffuse in zone {number} and spares the cartilage.",
)
_STATED = """IMPRESSION:
1. Chronic osteomyelitis of the {part}, segment {number}.
2. Sinus tract to the skin, {number} mm wide. No abscess.
3. Findings were called to the ordering provider at minute {number}.
"""
_UNSTATED = """IMPRESSION:
1. Marrow edema of the {part}, segment {number}, most likely reactive.
2. Small effusion, {number} mm. No abscess.
3. Findings were called to the ordering provider at minute {number}.
"""
_PARTS = ("right tibial shaft", "right proximal tibia", "right distal tibia", "right tibia")
_NUMBERS = count(10)


def report_text(*, states: bool, part: str) -> str:
    """Return a report that no call had before."""
    numbered: Callable[[str], str] = lambda text: text.format(part=part, number=next(_NUMBERS))  # noqa: E731
    end = numbered(_STATED if states else _UNSTATED)
    text = numbered(_OPENING)
    while len(text) + len(end) < CHARACTERS:
        text += "".join(f"{numbered(each)} " for each in _FINDINGS) + "\n"
    return text + end


def _report(number: int, text: str) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "id": f"r{number}",
        "status": "final",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "LP29684-5"}]}],
        "code": {"text": "MRI TIBIA RIGHT"},
        "effectiveDateTime": f"2026-06-{10 + number % 8}",
        "presentedForm": [{"contentType": "text/plain", "data": b64encode(text.encode()).decode()}],
        **_ABOUT,
    }


def sources(*, states: bool) -> Iterator[ChartSource]:
    """Yield what calls are read from: four diagnoses, one of which the reports can complete."""
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-06-10", "end": "2026-06-18"},
    }
    conditions = [
        {"resourceType": "Condition", "id": code, "code": {"coding": [{"system": _ICD10CM, "code": code}]}, **_ABOUT}
        for code in ("M86.60", "E11.9", "I10", "N18.30")
    ]
    while True:
        texts = (report_text(states=states, part=_PARTS[number % len(_PARTS)]) for number in range(REPORTS))
        reports = [_report(number, text) for number, text in enumerate(texts)]
        resources = tuple(("prefetch", each) for each in (encounter, *conditions, *reports))
        yield ChartSource("p1", _DAY, "Encounter/e1", resources=resources)


def costs_ms(releases: Releases, calls: int = CALLS) -> Mapping[str, float]:
    """Return what eight reports add to a call, where they state the disease, and where they do not."""
    settle()
    stating, silent = _added_ms(releases, calls, states=True), _added_ms(releases, calls, states=False)
    return {
        "eight reports that state the disease": stating[0],
        "the same again": stating[1],
        "eight reports that do not": silent[0],
    }


def _added_ms(releases: Releases, calls: int, *, states: bool) -> tuple[float, float]:
    """Return what reports add that are new, and that were read before."""
    made = sources(states=states)
    read, again, unread = [], [], []
    for _ in range(calls):
        source = next(made)
        read.append(_spent_ms(source, releases))
        again.append(_spent_ms(source, releases))
        unread.append(_spent_ms(replace(source, reads_documents=False), releases))
    return min(read) - min(unread), min(again) - min(unread)


def _spent_ms(source: ChartSource, releases: Releases) -> float:
    start = time.process_time()
    answered(source, releases)
    return (time.process_time() - start) * 1000


def answered(source: ChartSource, releases: Releases) -> Deck:
    """Return the cards of a call."""
    chart = read_chart(source)
    release = releases.for_date(chart.encounter.date_of_service)
    issues = review(chart.encounter, release)
    return build_deck(issues, chart, release, _options())


@cache
def _options() -> DeckOptions:
    return deck_options(Settings(), Rulebook())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of each kind")
    given = parser.parse_args()
    for name, ms in costs_ms(load_releases(None), given.calls).items():
        print(f"{name:40} {ms:6.2f} ms")


if __name__ == "__main__":
    main()
