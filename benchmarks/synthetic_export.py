"""Synthetic Bulk FHIR exports: plausible encounters by the number, with known issues planted in a share of them.

`python -m benchmarks.synthetic_export --encounters 10000 --out DIR` writes DIR/export/*.ndjson and DIR/planted.jsonl,
one line for each planted issue. The same seed gives the same bytes. Nobody in it exists.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson

from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = Path(__file__).with_name("daily_practice.toml")
_ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_SNOMED = "http://snomed.info/sct"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_CLASSES = (("AMB", "outpatient"), ("IMP", "inpatient"), ("EMER", "emergency"))
_DEPARTMENTS = ("General medicine", "Orthopedics", "Urology", "Endocrinology", "Emergency medicine", "Pediatrics")
_ORDERS = ("71046", "80053", "85025", "93000", "97110")
_DONE = ("99213", "36415", "96372", "97140")
_MEASUREMENTS = (("8867-4", 72, "/min"), ("2345-7", 104, "mg/dL"), ("718-7", 13.6, "g/dL"), ("2160-0", 0.9, "mg/dL"))
FIRST_DAY = date(2026, 4, 1)
"""All encounters end within 180 days from here, while the embedded release is effective."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: `planted_share` of the encounters (0 to 1) get one planted issue each."""

    encounters: int
    seed: int = 1
    planted_share: float = 0.1
    lines_per_file: int = 250_000
    compress: bool = False


@dataclass(frozen=True, slots=True)
class Practice:
    """The table of daily practice, ready to draw from."""

    codes: tuple[str, ...]
    weights: tuple[int, ...]
    quiet: tuple[str, ...]
    planted: tuple[dict[str, Any], ...]
    titles: dict[str, str]


def load_practice() -> Practice:
    """Return the table, with the title of each code as the embedded release has it."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    codes = table["background"]["codes"]
    release = load_embedded()
    every = {*codes, *(each["code"] for planted in table["planted"] for each in planted["diagnoses"])}
    return Practice(
        codes=tuple(codes),
        weights=tuple(accumulate(codes.values())),
        quiet=tuple(table["background"]["quiet"]["codes"]),
        planted=tuple(table["planted"]),
        titles={code: release.title(code) for code in sorted(every | set(table["background"]["quiet"]["codes"]))},
    )


def write_export(plan: Plan, out: Path) -> int:
    """Write the export and the list of what was planted; return the number of resources.

    :raises FileExistsError: there is an export already.
    """
    (out / "export").mkdir(parents=True)
    written = 0
    with contextlib.ExitStack() as stack:
        files: dict[str, _Files] = {}
        planted = stack.enter_context((out / "planted.jsonl").open("wb"))
        for resource, issue in population(plan):
            if issue is not None:
                planted.write(orjson.dumps(issue, option=orjson.OPT_APPEND_NEWLINE))
            kind = resource["resourceType"]
            if kind not in files:
                files[kind] = stack.enter_context(contextlib.closing(_Files(out / "export", kind, plan)))
            files[kind].write(orjson.dumps(resource, option=orjson.OPT_APPEND_NEWLINE))
            written += 1
    return written


def population(plan: Plan) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield each resource; an Encounter with what was planted in it, everything else with None."""
    practice = load_practice()
    rng = random.Random(plan.seed)
    number = patient = 0
    while number < plan.encounters:
        patient += 1
        yield {"resourceType": "Patient", "id": f"p{patient}", "gender": rng.choice(("female", "male"))}, None
        if rng.random() < 0.4:
            yield _problem(patient, rng.choice(practice.quiet), practice), None
        for _ in range(min(1 + int(rng.expovariate(0.7)), plan.encounters - number)):
            number += 1
            planted = rng.choice(practice.planted) if rng.random() < plan.planted_share else None
            yield from _Maker(number, patient, practice, rng, planted).resources()


class _Maker:
    """Makes the resources of one encounter, about eight."""

    def __init__(
        self, number: int, patient: int, practice: Practice, rng: random.Random, planted: dict[str, Any] | None
    ) -> None:
        self.number, self.practice, self.rng, self.planted = number, practice, rng, planted
        self.subject = {"reference": f"Patient/p{patient}"}
        self.encounter = {"reference": f"Encounter/e{number}"}
        self.end = FIRST_DAY + timedelta(days=rng.randrange(180))
        self.kind, _ = rng.choices(_CLASSES, (70, 18, 12))[0]
        self.start = self.end - timedelta(days=rng.randrange(1, 8) if self.kind == "IMP" else 0)

    def resources(self) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
        planted = self.planted or {}
        diagnoses = [*planted.get("diagnoses", ()), *({"code": code} for code in self._companions(planted))]
        yield self._encounter(len(diagnoses)), self._issue()
        for rank, diagnosis in enumerate(diagnoses, 1):
            yield self._condition(rank, diagnosis), None
        if "culture" in planted:
            yield self._culture(planted["culture"]["loinc"], planted["culture"]["organism"]), None
        elif self.rng.random() < 0.08:
            yield self._culture("600-7", "264868006"), None  # a blood culture without growth
        for place in range(1 + int(self.rng.random() < 0.5)):
            yield self._measurement(place), None
        done = [planted["procedure"]] if "procedure" in planted else []
        done += [self.rng.choice(_DONE)] if self.rng.random() < 0.8 else []
        for place, code in enumerate(done):
            yield self._procedure(place, code), None
        if self.rng.random() < 0.5:
            yield self._order(), None
        if self.rng.random() < 0.4:
            yield self._report(), None

    def _issue(self) -> dict[str, Any] | None:
        if self.planted is None:
            return None
        return {
            "encounter": self.encounter["reference"],
            "rule": self.planted["rule"],
            "codes": self.planted["codes"],
            "name": self.planted["name"],
        }

    def _companions(self, planted: dict[str, Any]) -> list[str]:
        wanted = self.rng.choices((1, 2, 3, 4, 5), (20, 30, 25, 15, 10))[0]
        if planted:
            taken = {each["code"] for each in planted["diagnoses"]}
            return [code for code in self.rng.sample(self.practice.quiet, wanted) if code not in taken]
        return list(dict.fromkeys(self.rng.choices(self.practice.codes, cum_weights=self.practice.weights, k=wanted)))

    def _of(self, kind: str, place: int, **elements: object) -> dict[str, Any]:
        return {
            "resourceType": kind,
            "id": f"{kind[:2].lower()}{self.number}-{place}",
            **elements,
            "subject": self.subject,
            "encounter": self.encounter,
        }

    def _encounter(self, diagnoses: int) -> dict[str, Any]:
        return {
            "resourceType": "Encounter",
            "id": f"e{self.number}",
            "status": "finished",
            "class": {"system": f"{_TERMINOLOGY}/v3-ActCode", "code": self.kind},
            "serviceType": {"text": self.rng.choice(_DEPARTMENTS)},
            "subject": self.subject,
            "period": {"start": f"{self.start}T09:15:00-05:00", "end": f"{self.end}T16:40:00-05:00"},
            "diagnosis": [
                {"condition": {"reference": f"Condition/co{self.number}-{rank}"}, "rank": rank}
                for rank in range(1, diagnoses + 1)
            ],
        }

    def _condition(self, rank: int, diagnosis: dict[str, Any]) -> dict[str, Any]:
        sites: dict[str, Any] = {}
        if "site" in diagnosis:
            codes = [diagnosis["site"], *([diagnosis["side"]] if "side" in diagnosis else [])]
            sites["bodySite"] = [{"coding": [{"system": _SNOMED, "code": code} for code in codes]}]
        return self._of(
            "Condition",
            rank,
            **_told(diagnosis["code"], "encounter-diagnosis", self.practice),
            **sites,
            recordedDate=str(self.end),
        )

    def _culture(self, loinc: str, organism: str) -> dict[str, Any]:
        return self._of(
            "Observation",
            0,
            status="final",
            category=[{"coding": [{"system": f"{_TERMINOLOGY}/observation-category", "code": "laboratory"}]}],
            code={"coding": [{"system": "http://loinc.org", "code": loinc}]},
            effectiveDateTime=f"{self.start}T11:00:00-05:00",
            valueCodeableConcept={"coding": [{"system": _SNOMED, "code": organism}]},
        )

    def _measurement(self, place: int) -> dict[str, Any]:
        code, value, unit = self.rng.choice(_MEASUREMENTS)
        return self._of(
            "Observation",
            place + 1,
            status="final",
            category=[{"coding": [{"system": f"{_TERMINOLOGY}/observation-category", "code": "laboratory"}]}],
            code={"coding": [{"system": "http://loinc.org", "code": code}]},
            effectiveDateTime=f"{self.start}T10:05:00-05:00",
            valueQuantity={"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        )

    def _procedure(self, place: int, code: str) -> dict[str, Any]:
        return self._of(
            "Procedure", place, status="completed", code=_cpt(code), performedDateTime=f"{self.start}T12:30:00-05:00"
        )

    def _order(self) -> dict[str, Any]:
        return self._of(
            "ServiceRequest",
            0,
            status="completed",
            intent="order",
            code=_cpt(self.rng.choice(_ORDERS)),
            authoredOn=f"{self.start}T09:50:00-05:00",
        )

    def _report(self) -> dict[str, Any]:
        return self._of(
            "DiagnosticReport",
            0,
            status="final",
            category=[{"coding": [{"system": f"{_TERMINOLOGY}/v2-0074", "code": "LAB"}]}],
            code={"coding": [{"system": "http://loinc.org", "code": "24323-8"}]},
            effectiveDateTime=f"{self.start}T10:05:00-05:00",
            result=[{"reference": f"Observation/ob{self.number}-1"}],
        )


class _Files:
    """The files of one resource type, a new one after so many lines."""

    def __init__(self, folder: Path, kind: str, plan: Plan) -> None:
        self._folder, self._kind, self._plan = folder, kind, plan
        self._lines = 0
        self._file: IO[bytes] | None = None

    def write(self, line: bytes) -> None:
        if self._file is None or self._lines % self._plan.lines_per_file == 0:
            self.close()
            name = f"{self._kind}.{self._lines // self._plan.lines_per_file + 1:03}.ndjson"
            path = self._folder / (name + ".gz" * self._plan.compress)
            # Without a time in the header the same seed gives the same bytes.
            self._file = gzip.GzipFile(path, "wb", compresslevel=4, mtime=0) if self._plan.compress else path.open("wb")  # type: ignore[assignment]
        self._lines += 1
        self._file.write(line)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _told(code: str, category: str, practice: Practice) -> dict[str, Any]:
    title = practice.titles[code]
    coding = {"system": _ICD10CM, "code": code} | ({"display": title} if title else {})
    return {
        "clinicalStatus": {"coding": [{"system": f"{_TERMINOLOGY}/condition-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{_TERMINOLOGY}/condition-ver-status", "code": "confirmed"}]},
        "category": [{"coding": [{"system": f"{_TERMINOLOGY}/condition-category", "code": category}]}],
        "code": {"coding": [coding]},
    }


def _problem(patient: int, code: str, practice: Practice) -> dict[str, Any]:
    """Return an entry of the problem list: it belongs to the patient and to no encounter."""
    return {
        "resourceType": "Condition",
        "id": f"problem{patient}",
        **_told(code, "problem-list-item", practice),
        "subject": {"reference": f"Patient/p{patient}"},
    }


def _cpt(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]}


def main() -> None:
    """Write what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--planted-share", type=float, default=0.1)
    parser.add_argument("--lines-per-file", type=int, default=250_000)
    parser.add_argument("--gzip", action="store_true")
    given = parser.parse_args()
    plan = Plan(given.encounters, given.seed, given.planted_share, given.lines_per_file, given.gzip)
    print(f"{write_export(plan, given.out):,} resources in {given.out / 'export'}")


if __name__ == "__main__":
    main()
