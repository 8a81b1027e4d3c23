"""The public ids of the rules, as settings name them."""

from __future__ import annotations


def rule_ids() -> frozenset[str]:
    """Return the ids of all rules."""
    return frozenset(
        {
            "InvalidCode",
            "IncompleteCode",
            "SeventhCharacter",
            "UnspecifiedSite",
            "UnspecifiedLaterality",
            "SiteMismatch",
            "ResidualCode",
            "ExcludedSite",
            "MissingOrganism",
            "Excludes1",
            "UseAdditionalCode",
            "CodeFirst",
            "Sequencing",
            "ProcedureIndication",
        }
    )
