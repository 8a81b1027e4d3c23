"""The sample card on a rule's page: what the service answers to the first example that shows the rule.

Built from the example alone: nothing is fetched, recorded or remembered, and dismissals do not count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cards.build_deck import ISSUE_EXTENSION
from cds_service.errors import CallError
from cds_service.examples import load_examples
from cds_service.fhir_client.allowed_servers import AllowedServers
from cds_service.hooks.process_call import answer_call
from cds_service.pages.workbench.traced_call import TracedCall, service_for

if TYPE_CHECKING:
    from cds_service.examples import Example
    from cds_service.hooks.process_call import Reviewer
    from cds_service.pages.site import Site

Json = dict[str, Any]


class SampleCards:
    """The sample card of each rule, made once for the loaded releases."""

    def __init__(self) -> None:
        self._known: dict[str, Json | None] = {}
        self._releases: tuple[str, ...] = ()

    def of(self, rule: str, site: Site) -> Json | None:
        """Return the card as JSON; None where no example shows one, as when a rules file hides it."""
        loaded = tuple(each.id for each in site.releases)
        if loaded != self._releases:
            self._known, self._releases = {}, loaded
        if rule not in self._known:
            self._known[rule] = _sample(rule, site)
        return self._known[rule]


def _sample(rule: str, site: Site) -> Json | None:
    whole = site.reviewer
    options = replace(whole.options, rules_off=frozenset(), max_cards=len(site.rules), profile="generic")
    reviewer = replace(
        whole, options=options, store=None, fhir_client=None, allowed_servers=AllowedServers(), is_silent=False
    )
    limit_s = site.settings.call_timeout_ms / 1000
    shown = (_card_of(rule, each, reviewer, limit_s) for each in load_examples() if rule in each.rules)
    return next((card for card in shown if card is not None), None)


def _card_of(rule: str, example: Example, reviewer: Reviewer, limit_s: float) -> Json | None:
    body = example.read().encode()
    try:
        answer = answer_call(service_for(body), body, reviewer, TracedCall(limit_s))
    except CallError:
        return None
    return next((card for card in answer["cards"] if card["extension"][ISSUE_EXTENSION]["rule"] == rule), None)
