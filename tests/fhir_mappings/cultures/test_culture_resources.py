from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

import pytest

from icd10cm.anatomy.side import Side
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import (
    bundle,
    concept,
    culture,
    encounter,
    organism,
    read,
    reasons,
    ref,
    status,
    susceptibility,
)

MB = [concept("http://terminology.hl7.org/CodeSystem/v2-0074", "MB")]
OXACILLIN, CEFOXITIN, VANCOMYCIN, MEROPENEM, ERTAPENEM, ESBL = (
    "18961-3",
    "18888-8",
    "19000-9",
    "18943-1",
    "35802-8",
    "6984-9",
)
ENTEROCOCCUS_FAECIUM, PSEUDOMONAS = "90272000", "52499004"


def found(*resources: Any, **source: Any) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [
        (one.organism.name, one.organism.code, one.resistance) for one in read(*resources, **source).encounter.cultures
    ]


AUREUS = ("Staphylococcus aureus", "B95.61", ())
RESISTANT = ("Methicillin resistant Staphylococcus aureus", "B95.62", ())
SUSCEPTIBLE = ("Methicillin susceptible Staphylococcus aureus", "B95.61", ())
COLI = ("Escherichia coli", "B96.20", ())


class TestFlat:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (organism(fhir.MRSA), RESISTANT),
            (organism(fhir.S_AUREUS), AUREUS),
            (organism(fhir.E_COLI), COLI),
            (organism("27268008"), ("Salmonella", None, ())),
            (organism("53326005"), ("Candida albicans", None, ())),
            (organism("409800005"), ("Escherichia coli", "B96.20", ("Z16.12",))),
            (organism("113727004"), ("Enterococcus", "B95.2", ("Z16.21",))),
            (organism(fhir.S_AUREUS, "MRSA"), RESISTANT),
            (organism(fhir.S_AUREUS, "Staphylococcus aureus, methicillin susceptible"), SUSCEPTIBLE),
            ({"text": "Escherichia coli"}, COLI),
            ({"coding": [{"system": "urn:oid:1.2.3", "code": "ECOL", "display": "Escherichia coli"}]}, COLI),
            ({"coding": [{"system": fhir.SNOMED, "code": "999999999", "display": "Escherichia coli O1"}]}, COLI),
            ({"coding": [{"system": fhir.SNOMED, "code": c} for c in (fhir.S_AUREUS, fhir.MRSA)]}, RESISTANT),
            ("Heavy growth of Escherichia coli", COLI),
            ("S. aureus (MRSA)", RESISTANT),
        ],
    )
    def test_the_value_names_the_organism(self, value: Any, expected: Any) -> None:
        assert found(culture(value)) == [expected]

    def test_flora_beside_a_coded_organism_denies_nothing(self) -> None:
        assert found(culture(organism(fhir.E_COLI, "Heavy growth. Mixed skin flora also present"))) == [COLI]
        assert found(culture(organism(fhir.E_COLI, "2+. No anaerobes isolated"))) == [COLI]

    def test_text_that_names_two_gives_two(self) -> None:
        assert found(culture("E. coli and Proteus mirabilis")) == [COLI, ("Proteus mirabilis", "B96.4", ())]

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"valueCodeableConcept": organism(fhir.NO_GROWTH)}, "a result without growth"),
            ({"valueCodeableConcept": organism("23506009", "Normal flora")}, "a result without growth"),
            ({"valueCodeableConcept": organism("27863008")}, "a result without growth"),
            (
                {
                    "valueCodeableConcept": {
                        "coding": [concept(fhir.SNOMED, one)["coding"][0] for one in (fhir.MRSA, "260415000")]
                    }
                },
                "a result without growth",
            ),
            ({"valueString": "No growth"}, "a result without growth"),
            ({"valueString": "No growth at 48 hours"}, "a result without growth"),
            ({"valueString": "Mixed skin flora"}, "a result without growth"),
            ({"valueString": "No organisms seen"}, "a result without growth"),
            ({"valueString": "No MRSA isolated"}, "a result without growth"),
            (
                {"valueString": "Coagulase negative staphylococcus, probable contaminant"},
                "called a contaminant or a colonizer",
            ),
            (
                {"valueCodeableConcept": organism("60875001", "S. epidermidis - likely contaminant")},
                "called a contaminant or a colonizer",
            ),
            (
                {"valueCodeableConcept": organism("115329001", "MRSA, nares surveillance swab")},
                "called a contaminant or a colonizer",
            ),
            (
                {"valueCodeableConcept": organism("43492007", "Streptococcus agalactiae (vaginal-rectal screen)")},
                "called a contaminant or a colonizer",
            ),
            (
                {"valueCodeableConcept": organism("112283007", "Klebsiella pneumoniae")},
                "its code and its text name different organisms",
            ),
            (
                {"valueCodeableConcept": organism("60875001"), "note": [{"text": "Possible contaminant"}]},
                "called a contaminant or a colonizer",
            ),
            (
                {"valueCodeableConcept": organism(fhir.MRSA), "interpretation": [status("NEG")]},
                "its interpretation is negative",
            ),
            (
                {"valueCodeableConcept": organism(fhir.MRSA), "interpretation": status("ND")},
                "its interpretation is negative",
            ),
            (
                {"valueCodeableConcept": organism(fhir.S_AUREUS, "No growth of Staphylococcus aureus")},
                "its text denies or doubts the organism that it codes",
            ),
            (
                {"valueCodeableConcept": organism(fhir.S_AUREUS, "Staphylococcus aureus not isolated")},
                "its text denies or doubts the organism that it codes",
            ),
            ({"valueCodeableConcept": organism("999999999")}, "an organism that the table does not hold"),
            ({"valueString": "Staphylococcus lutrae"}, "an organism that the table does not hold"),
            ({"valueString": "Gram positive cocci in clusters"}, "names no organism that is known"),
            ({"valueQuantity": {"value": 100000, "unit": "CFU/mL"}}, "a quantity, which names no organism"),
            ({"valueBoolean": True}, "valueBoolean is true or false, which names no organism"),
            ({}, "names no organism"),
            (
                {"status": "entered-in-error", "valueCodeableConcept": organism(fhir.MRSA)},
                "its status is entered-in-error",
            ),
            ({"status": "cancelled", "valueCodeableConcept": organism(fhir.MRSA)}, "its status is cancelled"),
            ({"subject": ref("Patient/x"), "valueCodeableConcept": organism(fhir.MRSA)}, "of another patient"),
            ({"encounter": ref("Encounter/x"), "valueCodeableConcept": organism(fhir.MRSA)}, "of another encounter"),
            (
                {"effectiveDateTime": "2026-05-01", "valueCodeableConcept": organism(fhir.MRSA)},
                "more than 30 days before the encounter",
            ),
        ],
    )
    def test_what_is_no_finding_is_left_out_with_its_reason(self, more: dict[str, Any], reason: str) -> None:
        chart = read(encounter(), culture(**more))
        assert chart.encounter.cultures == ()
        assert reasons(chart, "Observation/7") == [reason]
        assert fhir.faults(chart) == []

    def test_a_test_named_after_an_organism_is_no_finding_of_it(self) -> None:
        named = culture(code=concept(fhir.LOINC, "632-0", "Culture, MRSA"))
        assert found(named) == []
        assert found(named | {"valueString": "No growth"}) == []

    @pytest.mark.parametrize("told", ["preliminary", "registered"])
    def test_what_is_not_final_is_marked(self, told: str) -> None:
        chart = read(culture(organism(fhir.MRSA), status=told))
        assert [one.preliminary for one in chart.encounter.cultures] == [True]

    def test_an_old_culture_of_this_encounter_counts(self) -> None:
        chart = read(
            encounter(), culture(organism(fhir.MRSA), effectiveDateTime="2026-01-01", encounter=ref("Encounter/e"))
        )
        assert len(chart.encounter.cultures) == 1

    @pytest.mark.parametrize(
        "days",
        [
            {"effectiveDateTime": "2026-06-12T23:59:00-05:00"},
            {"effectivePeriod": {"start": "2026-06-12"}},
            {"issued": "2026-06-12T10:00:00Z"},
        ],
    )
    def test_its_day(self, days: dict[str, Any]) -> None:
        chart = read(culture(organism(fhir.MRSA)) | {"effectiveDateTime": None} | days)
        assert [one.evidence.date for one in chart.encounter.cultures] == [date(2026, 6, 12)]

    def test_evidence_repeats_the_results_own_words(self) -> None:
        (one,) = read(culture(organism(fhir.S_AUREUS, "Staph aureus, 3+"))).encounter.cultures
        assert (one.evidence.reference, one.evidence.statement, one.evidence.from_text) == (
            "Observation/7",
            "Staph aureus, 3+",
            False,
        )


class TestWhichAreCultures:
    @pytest.mark.parametrize(
        "code",
        [
            {"code": concept(fhir.LOINC, "600-7")},
            {"code": concept("urn:oid:2.16.840.1.113883.6.1", "600-7")},
            {"code": {"text": "TISSUE CULTURE"}},
            {"code": concept("urn:oid:1.2.3", "X", display="Bacteria identified")},
            {"code": {"text": "Aerobe"}, "category": MB},
            {"code": {"text": "Aerobe"}, "category": [{"text": "Microbiology"}]},
        ],
    )
    def test_by_code_category_or_name(self, code: dict[str, Any]) -> None:
        assert found(culture(organism(fhir.MRSA), **code)) == [RESISTANT]

    def test_other_observations_are_none(self) -> None:
        chart = read(culture(organism(fhir.MRSA), code=concept(fhir.LOINC, "2345-7", "Glucose")))
        assert (chart.encounter.cultures, reasons(chart, "Observation/7")) == ((), ["no culture"])

    def test_a_loose_susceptibility_result_is_none(self) -> None:
        loose = {
            "resourceType": "Observation",
            "id": "s",
            "status": "final",
            "category": MB,
            **susceptibility(OXACILLIN, "R"),
        }
        loose["code"]["coding"][0]["display"] = "Oxacillin [Susceptibility]"
        assert reasons(read(loose), "Observation/s") == ["a susceptibility result of no culture that was read"]


class TestSusceptibility:
    @pytest.mark.parametrize(
        ("snomed", "results", "expected"),
        [
            (fhir.S_AUREUS, [(OXACILLIN, "R")], RESISTANT),
            (fhir.S_AUREUS, [(CEFOXITIN, "R"), (OXACILLIN, "S")], RESISTANT),
            (fhir.S_AUREUS, [(OXACILLIN, "S")], SUSCEPTIBLE),
            (fhir.S_AUREUS, [(OXACILLIN, "I")], AUREUS),
            (fhir.S_AUREUS, [(VANCOMYCIN, "S")], AUREUS),
            (fhir.S_AUREUS, [(VANCOMYCIN, "R")], ("Staphylococcus aureus", "B95.61", ("Z16.21",))),
            (ENTEROCOCCUS_FAECIUM, [(VANCOMYCIN, "R")], ("Enterococcus faecium", "B95.2", ("Z16.21",))),
            (ENTEROCOCCUS_FAECIUM, [(MEROPENEM, "R")], ("Enterococcus faecium", "B95.2", ())),
            (fhir.E_COLI, [(VANCOMYCIN, "R")], COLI),
            (fhir.E_COLI, [(ERTAPENEM, "R")], ("Escherichia coli", "B96.20", ("Z16.13",))),
            (fhir.E_COLI, [(ESBL, "POS")], ("Escherichia coli", "B96.20", ("Z16.12",))),
            (fhir.E_COLI, [(ESBL, "NEG")], COLI),
            (PSEUDOMONAS, [(ERTAPENEM, "R")], ("Pseudomonas aeruginosa", "B96.5", ())),
            (PSEUDOMONAS, [(MEROPENEM, "R")], ("Pseudomonas aeruginosa", "B96.5", ("Z16.13",))),
            ("113697002", [(MEROPENEM, "R")], ("Stenotrophomonas maltophilia", "B96.89", ())),
            (fhir.MRSA, [(OXACILLIN, "R")], RESISTANT),
        ],
    )
    def test_components_make_the_organism_and_its_resistance_exact(
        self, snomed: str, results: Any, expected: Any
    ) -> None:
        components = [susceptibility(loinc, answer) for loinc, answer in results]
        assert found(culture(organism(snomed), component=components)) == [expected]

    @pytest.mark.parametrize(
        "result",
        [
            {"code": {"text": "Oxacillin MIC"}, "valueString": "Resistant"},
            {"code": {"text": "OXACILLIN"}, "interpretation": [{"text": "Resistant"}]},
            {
                "code": {"coding": [{"display": "cefOXitin [Susceptibility]"}]},
                "valueCodeableConcept": concept(fhir.SNOMED, "30714006"),
            },
            {"code": concept(fhir.LOINC, "383-0"), "valueQuantity": {"value": 8}, "interpretation": [status("R")]},
            {"code": concept(fhir.LOINC, OXACILLIN), "valueCodeableConcept": concept(fhir.LOINC, "LA6676-6")},
        ],
    )
    def test_an_answer_is_read_in_any_form(self, result: dict[str, Any]) -> None:
        assert found(culture(organism(fhir.S_AUREUS), component=[result])) == [RESISTANT]

    def test_text_may_tell_the_mechanism(self) -> None:
        assert found(culture("Klebsiella pneumoniae, ESBL positive")) == [
            ("Klebsiella pneumoniae", "B96.1", ("Z16.12",))
        ]
        assert found(culture("Klebsiella pneumoniae, ESBL negative")) == [("Klebsiella pneumoniae", "B96.1", ())]


class TestNested:
    def nested(self, *, ids: tuple[str, str, str] = ("t", "o", "s"), answer: str = "R") -> list[dict[str, Any]]:
        test, isolate, result = ids
        return [
            culture(id=test, loinc="602-3", hasMember=[ref(f"Observation/{isolate}")]),
            culture(
                organism(fhir.S_AUREUS), id=isolate, code={"text": "Organism"}, hasMember=[ref(f"Observation/{result}")]
            ),
            {
                "resourceType": "Observation",
                "id": result,
                "status": "final",
                "category": MB,
                **susceptibility(OXACILLIN, answer),
            },
        ]

    def test_test_organism_susceptibility(self) -> None:
        chart = read(bundle(*self.nested()))
        (one,) = chart.encounter.cultures
        assert (one.reference, one.organism.code, one.specimen) == ("Observation/o", "B95.62", "bone")
        assert chart.unread == ()
        assert set(chart.resources) == {"Observation/t", "Observation/o", "Observation/s"}

    def test_in_any_order_and_only_once(self) -> None:
        resources = self.nested()
        assert read(bundle(*reversed(resources))).encounter == read(bundle(*resources)).encounter

    def test_a_susceptibility_beside_the_organism_is_about_it(self) -> None:
        test, isolate, result = self.nested()
        test["hasMember"].append(isolate.pop("hasMember")[0])
        assert found(test, isolate, result) == [RESISTANT]

    def test_with_two_organisms_it_is_about_none(self) -> None:
        test, isolate, result = self.nested()
        test["hasMember"] += [isolate.pop("hasMember")[0], ref("Observation/b")]
        assert found(test, isolate, result, culture(organism(fhir.E_COLI), id="b")) == [COLI, AUREUS]

    def test_a_result_that_names_its_parent_itself(self) -> None:
        test, isolate, result = self.nested()
        del isolate["hasMember"]
        assert found(test, isolate, result | {"derivedFrom": [ref("Observation/o")]}) == [RESISTANT]

    def test_organisms_as_components(self) -> None:
        components = [
            {"code": {"text": "Organism 1"}, "valueCodeableConcept": organism(fhir.E_COLI)},
            {"code": {"text": "Organism 2"}, "valueString": "Proteus mirabilis"},
            {"code": {"text": "Organism 3"}, "valueString": "No growth"},
            {"code": {"text": "Colony count"}, "valueQuantity": {"value": 10}},
        ]
        assert found(culture(component=components)) == [COLI, ("Proteus mirabilis", "B96.4", ())]

    def test_what_is_below_a_void_test_is_left_out_with_it(self) -> None:
        test, isolate, result = self.nested()
        chart = read(test | {"status": "entered-in-error"}, isolate, result)
        assert chart.encounter.cultures == ()
        assert {one.reason for one in chart.unread} == {"its status is entered-in-error"}

    def test_what_was_not_received_is_noted(self) -> None:
        assert "names a result that was not received" in reasons(read(self.nested()[0]), "Observation/t")


def test_a_test_known_by_its_local_name_alone() -> None:
    """The shape of the MIMIC-IV FHIR export: local codes, organism and answer under them."""
    local = "http://mimic.mit.edu/fhir/mimic/CodeSystem"
    test = culture(id="t", code=concept(local, "90201", display="BLOOD CULTURE"), hasMember=[ref("Observation/o")])
    isolate = culture("STAPH AUREUS COAG +", id="o", code=concept(local, "80023"), hasMember=[ref("Observation/s")])
    result = culture(organism("R"), id="s", code=concept(local, "90016", display="OXACILLIN"))
    assert found(test, isolate, result) == [RESISTANT]


class TestReports:
    def report(self, **more: Any) -> dict[str, Any]:
        made = {
            "resourceType": "DiagnosticReport",
            "id": "r",
            "status": "final",
            "category": MB,
            "code": concept(fhir.LOINC, "632-0"),
            "subject": ref("Patient/p"),
            "effectiveDateTime": "2026-06-12",
        }
        return made | more

    def test_a_conclusion_code(self) -> None:
        (one,) = read(self.report(conclusionCode=[organism(fhir.MRSA)])).encounter.cultures
        assert (one.reference, one.organism.code, one.specimen) == ("DiagnosticReport/r", "B95.62", "wound")

    def test_a_conclusion_in_words(self) -> None:
        assert found(self.report(conclusion="Moderate growth of Escherichia coli.")) == [COLI]
        assert found(self.report(conclusion="No growth.")) == []

    def test_results_by_reference_and_contained(self) -> None:
        bare = culture(organism(fhir.S_AUREUS), id="a", code={"text": "Organism"}, effectiveDateTime=None)
        contained = self.report(result=[ref("#a")], contained=[bare])
        referenced = self.report(result=[ref("Observation/a")])
        (inner,) = read(contained).encounter.cultures
        (outer,) = read(referenced, bare).encounter.cultures
        assert (inner.reference, outer.reference) == ("DiagnosticReport/r#a", "Observation/a")
        assert (
            (inner.specimen, inner.evidence.date)
            == (outer.specimen, outer.evidence.date)
            == ("wound", date(2026, 6, 12))
        )

    def test_susceptibilities_of_a_report_are_about_its_one_organism(self) -> None:
        results = [
            culture(organism(fhir.S_AUREUS), id="a"),
            {"resourceType": "Observation", "id": "s", "status": "final", **susceptibility(OXACILLIN, "S")},
        ]
        assert found(self.report(result=[ref("Observation/a"), ref("Observation/s")]), *results) == [SUSCEPTIBLE]

    def test_a_text_form_alone(self) -> None:
        def form(text: str, kind: str = "text/plain") -> dict[str, Any]:
            return self.report(presentedForm=[{"contentType": kind, "data": b64encode(text.encode()).decode()}])

        assert found(form("GRAM STAIN: Gram negative rods\nCULTURE RESULT: Escherichia coli, heavy growth")) == [COLI]
        assert found(form("CULTURE RESULT: No growth")) == []
        assert found(form("GRAM STAIN: Escherichia coli suspected")) == []
        assert found(form("CULTURE RESULT: Escherichia coli", "application/pdf")) == []

    def test_a_conclusion_that_repeats_a_result_adds_nothing(self) -> None:
        report = self.report(result=[ref("Observation/a")], conclusionCode=[organism(fhir.MRSA)], conclusion="MRSA")
        assert found(report, culture(organism(fhir.MRSA), id="a")) == [RESISTANT]

    @pytest.mark.parametrize(
        ("told", "count"), [("partial", 1), ("preliminary", 1), ("entered-in-error", 0), ("cancelled", 0)]
    )
    def test_its_status_holds_for_its_results(self, told: str, count: int) -> None:
        chart = read(self.report(status=told, result=[ref("Observation/a")]), culture(organism(fhir.MRSA), id="a"))
        assert [one.preliminary for one in chart.encounter.cultures] == [True] * count

    def test_a_report_of_something_else_is_no_culture(self) -> None:
        chart = read(self.report(category=[status("RAD")], code={"text": "Chest X-ray"}, conclusion="MRSA pneumonia"))
        assert chart.encounter.cultures == ()
        assert [document.kind for document in chart.encounter.documents] == ["imaging report"]

    def test_the_example_of_hl7_where_only_the_names_tell_of_mrsa(self) -> None:
        panel = {
            "resourceType": "Observation",
            "id": "org1",
            "status": "final",
            "code": concept("http://acme.org/lab/codes/organisms", "Staaur", "Staphylococcus aureus Panel"),
            "hasMember": [ref("Observation/ox")],
        }
        oxacillin = {"resourceType": "Observation", "id": "ox", "status": "final", **susceptibility(OXACILLIN, "S")}
        report = self.report(code=concept(fhir.LOINC, "632-0", "Culture, MRSA"), result=[ref("Observation/org1")])
        assert found(report, panel, oxacillin) == []


class TestSpecimen:
    def specimen(self, **more: Any) -> dict[str, Any]:
        return {"resourceType": "Specimen", "id": "s", **more}

    @pytest.mark.parametrize(
        ("more", "word"),
        [
            ({"loinc": "630-4"}, "urine"),
            ({"loinc": "600-7"}, "blood"),
            ({"loinc": "621-3"}, "joint"),
            ({"loinc": "602-3"}, "bone"),
            ({"loinc": "6463-4"}, ""),
            ({"code": {"text": "Synovial fluid culture"}}, "joint"),
            ({"code": {"text": "MRSA nares screening culture"}}, "screening"),
            ({"specimen": {"display": "Bone biopsy, right femur"}}, "bone"),
            ({"specimen": ref("Specimen/s")}, "tissue"),
            ({"loinc": "6463-4", "code": concept(fhir.LOINC, "6463-4", "Urine culture")}, "urine"),
        ],
    )
    def test_its_word(self, more: dict[str, Any], word: str) -> None:
        tissue = self.specimen(type=concept(fhir.SNOMED, "119376003"))
        assert [one.specimen for one in read(culture(organism(fhir.MRSA), **more), tissue).encounter.cultures] == [word]

    def test_its_place_and_day(self) -> None:
        taken = {"collectedDateTime": "2026-06-11", "bodySite": fhir.body_site(fhir.FEMUR, fhir.RIGHT)}
        result = culture(
            organism(fhir.MRSA), specimen=ref("#s"), contained=[self.specimen(collection=taken)], effectiveDateTime=None
        )
        (one,) = read(result).encounter.cultures
        assert [(fact.site, fact.side) for fact in one.sites] == [("femur", Side.RIGHT)]
        assert one.evidence.date == date(2026, 6, 11)

    def test_the_place_on_the_result_itself(self) -> None:
        (one,) = read(culture(organism(fhir.MRSA), bodySite=fhir.body_site(fhir.TIBIA, fhir.LEFT))).encounter.cultures
        assert [(fact.site, fact.side) for fact in one.sites] == [("tibia", Side.LEFT)]

    @pytest.mark.parametrize(
        ("specimen", "places"),
        [
            ("Bone biopsy, left tibia", [("tibia", Side.LEFT)]),
            ("Swab of right foot ulcer", [("foot", Side.RIGHT)]),
            ("Blood, left arm", []),
            ("Urine, clean catch", []),
            ("Tissue", []),
        ],
    )
    def test_the_place_in_the_name_of_what_was_cultured(
        self, specimen: str, places: list[tuple[str, Side | None]]
    ) -> None:
        typed = self.specimen(type={"text": specimen})
        for resources in (
            [culture(organism(fhir.MRSA), specimen={"display": specimen})],
            [culture(organism(fhir.MRSA), specimen=ref("Specimen/s")), typed],
        ):
            (one,) = read(*resources).encounter.cultures
            assert [(fact.site, fact.side) for fact in one.sites] == places

    def test_where_it_was_collected_goes_before_its_name(self) -> None:
        collected = self.specimen(
            type={"text": "Swab of right foot"}, collection={"bodySite": fhir.body_site(fhir.TIBIA, fhir.LEFT)}
        )
        (one,) = read(culture(organism(fhir.MRSA), specimen=ref("Specimen/s")), collected).encounter.cultures
        assert [(fact.site, fact.side) for fact in one.sites] == [("tibia", Side.LEFT)]

    @pytest.mark.parametrize(
        ("name", "places"),
        [
            ("Wound culture, sacrum", [("sacrum", None)]),
            ("DEEP TISSUE CULTURE R FOOT", [("foot", Side.RIGHT)]),
            ("Culture, bone, right calcaneus", [("calcaneus", Side.RIGHT)]),
            ("Aerobic culture, left foot", [("foot", Side.LEFT)]),
            ("Anaerobic culture", []),
            ("Blood culture, left arm", []),
            ("Urine culture, left kidney", []),
            ("Catheter tip culture, right femoral", []),
        ],
    )
    @pytest.mark.parametrize("where", ["text", "display"])
    def test_the_place_in_the_name_of_the_test(
        self, where: str, name: str, places: list[tuple[str, Side | None]]
    ) -> None:
        code = {"text": name} if where == "text" else {"coding": [{"system": fhir.LOINC, "code": "x", "display": name}]}
        (one,) = read(culture(organism(fhir.MRSA), code=code)).encounter.cultures
        assert [(fact.site, fact.side) for fact in one.sites] == places

    def test_blood_has_no_place_whatever_its_test_is_called(self) -> None:
        (one,) = read(
            culture(organism(fhir.MRSA), code={"text": "Culture, left arm"}, specimen={"display": "Blood"})
        ).encounter.cultures
        assert (one.specimen, one.sites) == ("blood", ())

    def test_where_it_was_collected_goes_before_the_name_of_the_test(self) -> None:
        site = fhir.body_site(fhir.TIBIA, fhir.LEFT)
        (one,) = read(
            culture(organism(fhir.MRSA), code={"text": "Wound culture, right foot"}, bodySite=site)
        ).encounter.cultures
        assert [(fact.site, fact.side) for fact in one.sites] == [("tibia", Side.LEFT)]

    def test_r5_puts_the_place_in_a_reference(self) -> None:
        taken = {"bodySite": {"concept": concept(fhir.SNOMED, fhir.FEMUR)}}
        (one,) = read(
            culture(organism(fhir.MRSA), specimen=ref("Specimen/s")), self.specimen(collection=taken)
        ).encounter.cultures
        assert [fact.site for fact in one.sites] == ["femur"]
