"""The reviewed lists of codes that rules know by name: `data/policy.toml`, each list with its guideline or note."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import chain

import msgspec

Prefixes = tuple[str, ...]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prefixes of codes, by the name of their list."""

    organisms: Prefixes
    one_organism: Prefixes
    methicillin_susceptible: Prefixes
    methicillin_resistant: Prefixes
    resistance: Prefixes
    beta_lactam_resistance: Prefixes
    severe_sepsis: Prefixes
    severe_without_shock: Prefixes
    severe_with_shock: Prefixes
    open_shock: Prefixes
    acute_organ_dysfunctions: Prefixes
    septic_shock: Prefixes
    shock: Prefixes
    sepsis: Prefixes
    joint_implants: Prefixes
    uncomplicated: Prefixes
    normal_delivery: Prefixes
    prenatal_supervision: Prefixes
    never_removed: Prefixes
    external_causes: Prefixes
    secondary_only: Prefixes
    status: Prefixes
    cannot_stand_alone: Prefixes
    etiology_of_one_kind: Prefixes
    brain: Prefixes
    circumstances: Prefixes
    unordered: Prefixes
    residual_pain: Prefixes
    structural: Prefixes
    symptoms: Prefixes
    injuries: Prefixes
    bodily_injuries: Prefixes
    superficial_injuries: Prefixes
    amputations: Prefixes
    joint_procedures: Prefixes
    diabetes: Prefixes
    acute_or_surgical: Prefixes
    secondary_neoplasms: Prefixes
    often_on_both_sides: Prefixes
    neoplasm_history: Prefixes
    malignant_neoplasms: Prefixes
    obstetric: Prefixes
    newborn: Prefixes
    weeks_of_gestation: Prefixes
    outcome_of_delivery: Prefixes
    complications_of_care: Prefixes
    residuals_of_injury: Prefixes


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One list and where it comes from."""

    codes: Prefixes
    source: str


@cache
def policy_entries() -> dict[str, Entry]:
    """Return every list with its source, read once per process."""
    table = files("icd10cm").joinpath("data/policy.toml").read_bytes()
    return msgspec.toml.decode(table, type=dict[str, Entry])


@cache
def load_policy() -> Policy:
    """Return the lists, read once per process."""
    return msgspec.convert({name: entry.codes for name, entry in policy_entries().items()}, Policy)


@cache
def never_first_codes() -> Prefixes:
    """Return the prefixes of codes that are never first-listed, whatever else is coded."""
    policy = load_policy()
    listed = (policy.organisms, policy.resistance, policy.joint_implants, policy.external_causes, policy.secondary_only)
    return tuple(chain.from_iterable(listed))
