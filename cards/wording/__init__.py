"""Every sentence that a clinician reads on a card, by rule.

A wording is a function from a `Matter` to `Words`. `WORDINGS` maps rule ids to them; whoever adds a rule
or wants other words passes a mapping of their own to `cards.build_deck`, for instance `{**WORDINGS,
"MyRule": my_wording}`. A rule without an entry gets `generic.any_rule`.

House rules for the words, checked by the tests: a summary is one neutral question; nothing in it presses
for an answer; nothing anywhere speaks of payment, quality scores or severity; an answer that the chart
does not support is not named.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.wording import code_form as form
from cards.wording import generic, linked, organism, pairs, procedure, site
from cards.wording.detail import write_detail
from cards.wording.words import Wording, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.card_context import Matter

__all__ = ["WORDINGS", "Wording", "Words", "write_detail", "write_words"]

WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {
        "InvalidCode": form.invalid_code,
        "IncompleteCode": form.incomplete_code,
        "SeventhCharacter": form.seventh_character,
        "UnspecifiedSite": site.unspecified_site,
        "UnspecifiedLaterality": site.unspecified_laterality,
        "SiteMismatch": site.site_mismatch,
        "ResidualCode": site.residual_code,
        "ExcludedSite": site.excluded_site,
        "MissingOrganism": organism.missing_organism,
        "Excludes1": pairs.excludes1,
        "UseAdditionalCode": linked.use_additional_code,
        "CodeFirst": linked.code_first,
        "Sequencing": linked.sequencing,
        "ProcedureIndication": procedure.procedure_indication,
    },
)


def write_words(matter: Matter, wordings: Mapping[str, Wording]) -> Words:
    """Return the words for an issue: by its rule, or the general ones for a rule that the mapping lacks."""
    return wordings.get(matter.issue.rule, generic.any_rule)(matter)
