from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from icd10cm.encounter import Setting
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import condition, encounter, read, reasons, ref

TODAY = fhir.TODAY


@pytest.mark.parametrize(
    ("value", "setting"),
    [
        ({"code": "IMP"}, Setting.INPATIENT),
        ({"code": "ACUTE"}, Setting.INPATIENT),
        ({"code": "NONAC"}, Setting.INPATIENT),
        ({"code": "OBSENC"}, Setting.OUTPATIENT),
        ({"code": "AMB"}, Setting.OUTPATIENT),
        ({"code": "VR"}, Setting.OUTPATIENT),
        ({"code": "HH"}, Setting.OUTPATIENT),
        ({"code": "EMER"}, Setting.EMERGENCY),
        ("inpatient", Setting.INPATIENT),
        ([{"coding": [{"code": "AMB"}]}], Setting.OUTPATIENT),
        ([{"text": "Emergency"}], Setting.EMERGENCY),
        ({"system": "urn:oid:1.2.3", "code": "13", "display": "Inpatient"}, Setting.INPATIENT),
        ({"code": "SS"}, Setting.UNKNOWN),
        (None, Setting.UNKNOWN),
        (7, Setting.UNKNOWN),
    ],
)
def test_the_setting_comes_from_the_class_in_any_version(value: Any, setting: Setting) -> None:
    assert read(encounter(**{"class": value})).encounter.setting is setting


@pytest.mark.parametrize(
    ("code", "period", "day"),
    [
        ("IMP", {"start": "2026-06-01", "end": "2026-06-09T23:00:00-05:00"}, date(2026, 6, 9)),
        ("IMP", {"start": "2026-06-01"}, TODAY),
        ("AMB", {"start": "2026-06-01"}, date(2026, 6, 1)),
        ("EMER", {"start": "2026-06-01"}, date(2026, 6, 1)),
        ("AMB", {"start": "2026-06-01", "end": "2026-06-02"}, date(2026, 6, 2)),
        ("AMB", {}, TODAY),
        ("AMB", {"start": "2026-06"}, TODAY),
        ("AMB", {"start": "not a day"}, TODAY),
    ],
)
def test_the_date_of_service_is_the_end_the_start_or_today(code: str, period: Any, day: date) -> None:
    assert read(encounter(**{"class": {"code": code}}, period=period)).encounter.date_of_service == day


def test_r5_renamed_the_period() -> None:
    r5 = {key: value for key, value in encounter().items() if key != "period"}
    assert read(r5 | {"actualPeriod": {"end": "2026-06-12"}}).encounter.date_of_service == date(2026, 6, 12)


def test_without_an_encounter_it_is_today() -> None:
    chart = read(condition())
    assert (chart.encounter.date_of_service, chart.encounter_reference) == (TODAY, "Encounter/e")
    assert read(encounter(), encounter_id=None).encounter.date_of_service == TODAY


def test_another_encounter_says_nothing() -> None:
    chart = read(encounter(id="other", period={"end": "2020-01-01"}))
    assert chart.encounter.date_of_service == TODAY
    assert reasons(chart, "Encounter/other") == ["another encounter"]


def test_an_encounter_entered_in_error_says_nothing() -> None:
    chart = read(encounter(status="entered-in-error", period={"end": "2020-01-01"}))
    assert chart.encounter.date_of_service == TODAY
    assert reasons(chart, "Encounter/e") == ["its status is entered-in-error"]


class TestDiagnoses:
    def ranks(self, *diagnoses: Any) -> dict[str, tuple[int | None, str]]:
        chart = read(encounter(diagnosis=list(diagnoses)), condition(id="1"), condition("E11.621", id="2"))
        return {one.reference: (one.rank, one.use) for one in chart.encounter.diagnoses}

    def test_rank_and_use(self) -> None:
        read_as = self.ranks(
            {"condition": ref("Condition/2"), "rank": 1, "use": fhir.concept("x", "DD")},
            {"condition": ref("Condition/1"), "rank": 4, "use": fhir.concept("x", "DD")},
        )
        assert read_as == {"Condition/2": (1, "DD"), "Condition/1": (4, "DD")}
        assert list(read_as) == ["Condition/2", "Condition/1"]

    def test_ties_are_kept(self) -> None:
        named = [{"condition": ref(f"Condition/{one}"), "rank": 1} for one in (1, 2)]
        assert self.ranks(*named) == {"Condition/1": (1, ""), "Condition/2": (1, "")}

    def test_of_two_uses_the_discharge_counts(self) -> None:
        read_as = self.ranks(
            {"condition": ref("Condition/1"), "rank": 1, "use": fhir.concept("x", "AD")},
            {"condition": ref("Condition/1"), "rank": 2, "use": fhir.concept("x", "DD")},
        )
        assert read_as["Condition/1"] == (2, "DD")

    def test_a_use_in_words_alone(self) -> None:
        assert self.ranks({"condition": ref("Condition/1"), "use": {"text": "Billing"}})["Condition/1"] == (
            None,
            "Billing",
        )

    @pytest.mark.parametrize("rank", [0, -1, "1", True, 1.5, {}])
    def test_a_rank_that_is_none_is_noted(self, rank: Any) -> None:
        chart = read(encounter(diagnosis=[{"condition": ref("Condition/1"), "rank": rank}]), condition())
        assert [one.rank for one in chart.encounter.diagnoses] == [None]
        assert fhir.faults(chart)[0][1].startswith("diagnosis[0].rank is")

    def test_r5_names_conditions_by_codeable_reference(self) -> None:
        read_as = self.ranks(
            {
                "condition": [{"reference": ref("Condition/2")}, {"reference": ref("Condition/1")}],
                "use": [fhir.concept("x", "working"), fhir.concept("x", "DD")],
            }
        )
        assert read_as == {"Condition/1": (None, "DD"), "Condition/2": (None, "DD")}

    def test_r5_may_hold_the_code_itself(self) -> None:
        chart = read(
            encounter(diagnosis=[{"condition": [{"concept": fhir.concept(fhir.ICD_10_CM, "M869", "Osteomyelitis")}]}])
        )
        (diagnosis,) = chart.encounter.diagnoses
        assert (diagnosis.reference, diagnosis.code) == ("Encounter/e#diagnosis[0].condition[0]", "M86.9")
        assert [one.text for one in diagnosis.statements] == ["Osteomyelitis"]
