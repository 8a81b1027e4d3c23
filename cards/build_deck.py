"""Steps 6 and 7 of a call: coding issues become cards, ranked, merged and capped."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import structs

from cards.card import Card, Deck, HeldBack, Link, Source
from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.client_profiles import find_profile
from cards.dismissals.dismissed import dismissed_among
from cards.new_uuids import new_uuids
from cards.overlay.adjustments import Overlay, Situation
from cards.override_reasons import override_reasons
from cards.phrases.counted import counted
from cards.selection.based_on import source_of
from cards.selection.ranking import indicator_of, ranked, weight
from cards.selection.same_question import questions_of, with_twins
from cards.selection.topics import rules_of, topic_of
from cards.suggestions import build_suggestions
from cards.why_link import why_link
from cards.wording import WORDINGS, write_detail, write_words
from fhir_mappings.chart.departments import departments_of
from icd10cm.issue import Strength
from icd10cm.releases.naming import release_name
from icd10cm.time_limit import in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from cards.client_profiles import Profile, ProfileName
    from cards.overlay.adjustments import Ruling
    from cards.selection.question import Question
    from cards.wording import Wording
    from fhir_mappings.chart.model import Chart
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.time_limit import CheckTime

MOST_CARDS = 200
"""Cards that are written for one call, held back or not, unless more may be shown. Charts of patients lead to a few;
one that is made to harm leads to tens of thousands, each of which would be logged and stored."""
Written = dict["Question", "dict[Any, Any]"]
"""What parts of cards are worked out of a question, by question (`CardContext.derived`)."""
ISSUE_EXTENSION = "org.coding-cards.issue"


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """What is asked of a deck, apart from the chart.

    `public_url` is the absolute address of the service, on which the links and systems of a card are built.
    `minimum_strength` holds the weakest strength to show by rule id; a rule that it lacks shows prompts too.
    `overridden` are the topics that were dismissed in this encounter. `recommend` lets a suggestion be marked
    where the chart itself documents the only answer and the profile allows a mark. `quiet` shows only what is
    documented, for a hook that fires while orders are still being written. `overlay` is what the hospital changes,
    `situation` where the cards would be shown, but for the departments, which the chart tells. `wordings` holds the
    words by rule id; without `writes` none are written, for cards that are only counted.
    """

    public_url: str
    profile: ProfileName = "generic"
    max_cards: int = 3
    rules_off: frozenset[str] = frozenset()
    minimum_strength: Mapping[str, Strength] = field(default_factory=dict)
    overridden: frozenset[str] = frozenset()
    recommend: bool = False
    quiet: bool = False
    overlay: Overlay = field(default_factory=Overlay)
    situation: Situation = field(default_factory=Situation)
    wordings: Mapping[str, Wording] = field(default_factory=lambda: WORDINGS)
    writes: bool = True


def build_deck(  # noqa: PLR0913 - `wordings` is older than those of the options
    issues: Iterable[CodingIssue],
    chart: Chart,
    release: Release,
    options: DeckOptions,
    *,
    new_uuid: Callable[[], str] | None = None,
    wordings: Mapping[str, Wording] | None = None,
    check_time: CheckTime = no_limit,
    written: Written | None = None,
) -> Deck:
    """Return the cards to show and those held back, each with its reason; of very many questions the first.

    Of those held back no more is made than what is recorded of them, for nobody reads them.

    `new_uuid` names cards and suggestions, by new UUIDs if not given; `wordings` overrides those of the options.
    `check_time` is called on the way and may raise to end what takes too long. `written` keeps what is worked out of a
    question from the encounter and the release alone, for the next deck of the same.

    :raises ValueError: the options name a client profile that does not exist.
    """
    profile = find_profile(options.profile)
    options = _worded(options, wordings)
    issues = tuple(issues)
    if not issues:  # the usual case
        return Deck((), ())
    questions = ranked(questions_of(issues, check_time))
    new_uuid = new_uuid or new_uuids().__next__
    situation = _situation(chart, options)
    shown: list[Card] = []
    held_back: list[HeldBack] = []
    index = index_of(chart.encounter)
    written = {} if written is None else written
    most = max(MOST_CARDS, options.max_cards)
    dismissed = dismissed_among((each.issue for each in questions), options.overridden, index.by_code, release)
    for each in in_time(questions[:most], check_time):
        question = with_twins(each, index)
        ruling = options.overlay.ruling(question.issue, situation)
        why = _held_back(question.issue, options, ruling, dismissed) or (
            "max-cards" if len(shown) >= options.max_cards else ""
        )
        card = Card(
            new_uuid(),
            "",
            "",
            ruling.indicator or indicator_of(question.issue, release, situation.service),
            topic_of(question.issue),
            question.issue,
            evidence_source=source_of(question.issue, index),
        )
        if why:
            held_back.append(HeldBack(card, why))
        else:
            context = CardContext(question, chart, release, index, written.setdefault(question, {}))
            shown.append(_written(card, context, profile, options, new_uuid, shown))
    return Deck(tuple(shown), tuple(held_back), max(0, len(questions) - most))


def _worded(options: DeckOptions, wordings: Mapping[str, Wording] | None) -> DeckOptions:
    return options if wordings is None else replace(options, wordings=wordings)


def silence(deck: Deck, why: str = "silent") -> Deck:
    """Return the deck with nothing shown: what would have been shown is held back, as "silent" if not otherwise."""
    return Deck((), (*(HeldBack(card, why) for card in deck.shown), *deck.held_back), deck.unwritten)


def _situation(chart: Chart, options: DeckOptions) -> Situation:
    """Return where the cards would be shown; the chart is only asked where the overlay has use for it."""
    if not options.overlay.asks_for_departments:
        return options.situation
    return replace(options.situation, departments=departments_of(chart))


def _held_back(issue: CodingIssue, options: DeckOptions, ruling: Ruling, dismissed: frozenset[str]) -> str:
    """Return why a card is not shown whatever the others are, "" when nothing speaks against it."""
    if not options.rules_off.isdisjoint(rules_of(issue)) or ruling.is_shown is False:
        return "rule-off"
    if dismissed and topic_of(issue) in dismissed:
        return "overridden"
    minimum = ruling.minimum_strength or options.minimum_strength.get(issue.rule, Strength.PROMPT)
    if weight(issue.strength) > weight(minimum):
        return "strength"
    return "quiet" if options.quiet and not _is_answered(issue) else ""


def _is_answered(issue: CodingIssue) -> bool:
    """Return whether the chart documents what is asked, or the words of an order or procedure leave one code."""
    if issue.strength is Strength.PROCEDURE:
        return len(issue.choices) == 1
    return issue.strength is Strength.DOCUMENTED


def _written(
    card: Card,
    context: CardContext,
    profile: Profile,
    options: DeckOptions,
    new_uuid: Callable[[], str],
    above: Sequence[Card],
) -> Card:
    """Return a card with all that is shown of it, as it is where it is only counted.

    `above` are the cards before it. Where one of them offers another code for a Condition, a second offer stays advice:
    an update would undo theirs, and a client that only creates would be left with two codes for one condition.
    """
    if not options.writes:
        return card
    words = write_words(context, options.wordings)
    issue = context.issue
    address = options.public_url.rstrip("/")
    offered = build_suggestions(context, profile, recommend=options.recommend, new_uuid=new_uuid)
    taken = {condition for card in above for each in card.suggestions for condition in each.settles}
    suggestions = tuple(each for each in offered if taken.isdisjoint(each.settles))
    return structs.replace(
        card,
        summary=words.summary,
        detail=write_detail(context, words, suggestions, is_first=not above),
        suggestions=suggestions,
        links=(Link("Why this card", why_link(context, address, counted(context))),),
        override_reasons=override_reasons(issue, address),
        extension={ISSUE_EXTENSION: _issue_extension(issue, context.release)},
        source=Source(
            label=f"Coding Cards, ICD-10-CM {release_name(context.release.effective_from)}",
            url=_page_of_rule(issue.rule, address),
            topic_system=f"{address}/rules",
            topic_display=f"{words.about}: {', '.join(issue.codes)}" if issue.codes else words.about,
        ),
        selection_behavior=profile.selection_behavior,
    )


@cache
def _page_of_rule(rule: str, address: str) -> str:
    return f"{address}/rules/{quote(rule, safe='')}"


def _issue_extension(issue: CodingIssue, release: Release) -> dict[str, Any]:
    """Return the issue for machines; a list with nothing in it is left out."""
    told: dict[str, Any] = {"rule": issue.rule, "strength": issue.strength.value}
    if issue.codes:
        told["codes"] = list(issue.codes)
    if issue.choices:
        told["suggestedCodes"] = list(issue.choices)
    if issue.evidence:
        told["evidence"] = list(dict.fromkeys([fact.reference for fact in issue.evidence]))
    if issue.basis:
        told["basis"] = [{"code": each.code, "element": each.element, "note": each.note} for each in issue.basis]
    told["release"] = release.id
    return told
