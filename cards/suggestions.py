"""Corrections as suggestions that a CDS client can carry out.

Each suggestion is complete in itself. What a client cannot do with a Condition (put one before another),
and what would change a resource that is not on its server, stays advice in the text of the card.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cards.card import Action, Suggestion
from cards.labels import label_of, label_of_all
from cards.phrases.two_names import in_a_row
from cards.short_names import name_with_seventh, short_name
from fhir_mappings.diagnoses.emit import new_condition, with_code
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Strength
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cards.card_context import CardContext
    from cards.client_profiles import Profile
    from fhir_mappings.elements.unread import Json
    from icd10cm.issue import CodingIssue, Correction


def build_suggestions(
    context: CardContext,
    profile: Profile,
    *,
    recommend: bool,
    new_uuid: Callable[[], str],
) -> tuple[Suggestion, ...]:
    """Return a suggestion for each option that leads to a valid code and that the client can carry out.

    A header never becomes a suggestion, for nobody could report it. `new_uuid` names the suggestions.
    """
    if not profile.creates:
        return ()
    if context.issue.together and profile.changes:
        return _all_at_once(context, profile, new_uuid)
    suggestions = _one_by_one(context, profile, new_uuid)
    if recommend and profile.may_recommend and len(suggestions) == 1 and _documented_once(context.issue):
        return (replace(suggestions[0], recommended=True),)
    return suggestions


def _one_by_one(context: CardContext, profile: Profile, new_uuid: Callable[[], str]) -> tuple[Suggestion, ...]:
    """Return a suggestion for each option that can be carried out."""
    suggestions = []
    for place, option in enumerate(context.issue.options):
        same = _same(place, context)
        if not profile.changes and isinstance(option, ReplaceCode):
            same = (*same, *_removed_with_it(context))
        actions = _actions(same, context, profile)
        if actions:
            code = option.keeps if isinstance(option, RemoveCode) else option.code
            label = label_of(option, context)
            suggestions.append(Suggestion(new_uuid(), label, actions, code, settles=_settled(same, context)))
    return tuple(suggestions)


def _all_at_once(
    context: CardContext,
    profile: Profile,
    new_uuid: Callable[[], str],
) -> tuple[Suggestion, ...]:
    """Return one suggestion that carries out all options (right and left); none if one of them cannot be."""
    options = context.issue.options
    each = [_actions(_same(place, context), context, profile) for place in range(len(options))]
    if not each or not all(each):
        return ()
    actions = tuple(action for some in each for action in some)
    settled = _settled((same for place in range(len(options)) for same in _same(place, context)), context)
    code = next(iter(context.issue.choices), "")
    return (Suggestion(new_uuid(), label_of_all(context), actions, code, settles=settled),)


def _settled(options: Iterable[Correction], context: CardContext) -> frozenset[str]:
    """Return the Conditions that corrections change, remove or put another one in the place of."""
    return frozenset(option.diagnosis for option, _ in _on_server(options, context))


def _same(place: int, context: CardContext) -> tuple[Correction, ...]:
    """Return one option of the issue and what answers it in the issue's twins."""
    return (context.issue.options[place], *(twin.options[place] for twin in context.question.twins))


def _removed_with_it(context: CardContext) -> Iterator[RemoveCode]:
    """Yield the removals that go together with a replacement: a client that only creates leaves them to a person."""
    for issue in (context.issue, *context.question.twins) if context.issue.together else ():
        yield from [option for option in issue.options if isinstance(option, RemoveCode)]


def _actions(options: tuple[Correction, ...], context: CardContext, profile: Profile) -> tuple[Action, ...]:
    """Return the actions that carry out the same correction on one or more resources; () where none can."""
    first = options[0]
    if isinstance(first, (AddCode, ReplaceCode)) and not context.release.is_valid(first.code):
        return ()
    if isinstance(first, AddCode):
        return (_addition(first, context, profile),)
    if isinstance(first, ReplaceCode) and first.also and not profile.changes:
        return ()  # such a client takes one action a suggestion, and several suggestions
    actions = _on_conditions(options, context, profile)
    return (*actions, *_beside(first, context, profile)) if actions else ()


def _on_conditions(options: tuple[Correction, ...], context: CardContext, profile: Profile) -> list[Action]:
    """Return an action for each Condition; one new Condition in their place where the client changes none."""
    on_server = list(_on_server(options, context))
    if profile.changes:
        return [_changed(option, condition, context, profile) for option, condition in on_server]
    replaced = (option for option, _ in on_server if isinstance(option, ReplaceCode))
    return [_replacement(option, options, context, profile) for option in islice(replaced, 1)]


def _on_server(options: Iterable[Correction], context: CardContext) -> Iterator[tuple[ReplaceCode | RemoveCode, Json]]:
    """Yield the corrections of Conditions that the client's server holds, each once, with the Condition."""
    for option in dict.fromkeys(options):
        if isinstance(option, (ReplaceCode, RemoveCode)):
            condition = _condition(option.diagnosis, context)
            if condition is not None:
                yield option, condition


def _changed(option: ReplaceCode | RemoveCode, condition: Json, context: CardContext, profile: Profile) -> Action:
    """Return the action that changes or deletes a Condition on the client's server."""
    if isinstance(option, RemoveCode):
        return _removal(option, context)
    return _change(option, condition, context, profile)


def _beside(option: Correction, context: CardContext, profile: Profile) -> Iterator[Action]:
    """Yield the codes to add with the one that replaces: the other side."""
    for code in option.also if isinstance(option, ReplaceCode) else ():
        yield Action("create", f"Add {context.name(code)}.", _new(code, context, profile))


def _condition(reference: str, context: CardContext) -> Json | None:
    """Return the Condition behind a reference if it is on the client's server, where it can be changed.

    A Condition with several codes is left to a person: two suggestions about it would undo each other.
    """
    if reference in context.index.shared:
        return None
    resource = context.chart.resources.get(reference)
    if resource is None or reference in context.chart.drafts or resource.get("resourceType") != "Condition":
        return None
    return resource if reference == f"Condition/{resource.get('id')}" else None


def _addition(option: AddCode, context: CardContext, profile: Profile) -> Action:
    other = context.code_of(option.after)
    beside = context.release.title(other) and not context.issue.together
    place = f", listed {context.place} {context.name(other)}" if beside else ""
    description = f"Add {context.name(option.code)}{place}."
    return Action("create", description, _new(option.code, context, profile))


def _replacement(option: ReplaceCode, options: Iterable[Correction], context: CardContext, profile: Profile) -> Action:
    """Return the action that adds a code; its description names every code that `options` leave to be removed."""
    gone = in_a_row([_briefly(code, option.code, context) for code in context.codes_gone(options)], "and")
    description = f"Add {context.name(option.code)}. Then remove {gone} by hand."
    return Action("create", description, _new(option.code, context, profile))


def _briefly(code: str, other: str, context: CardContext) -> str:
    """Return a code with its everyday name, and with the 7th character where both have that name."""
    name = short_name(code, context.release)
    if name == short_name(other, context.release):
        name = name_with_seventh(code, context.release)
    return f"{code} ({name})" if name else code


def _change(option: ReplaceCode, condition: Json, context: CardContext, profile: Profile) -> Action:
    new, old = context.name(option.code), context.name(context.code_of(option.diagnosis))
    title = context.release.title(option.code)
    description = f"Change {old} to {new}."
    diagnosis = context.diagnosis(option.diagnosis)
    read = "" if diagnosis is None else diagnosis.code
    old_title = context.release.title(read)
    changed = with_code(condition, read, option.code, title, profile.coding_system, old_title)
    return Action("update", description, changed)


def _removal(option: RemoveCode, context: CardContext) -> Action:
    kept = f" Keep {context.name(option.keeps)}." if option.keeps else ""
    description = f"Remove {context.name(context.code_of(option.diagnosis))}.{kept}"
    return Action("delete", description, resource_id=option.diagnosis)


def _new(code: str, context: CardContext, profile: Profile) -> Json:
    chart = context.chart
    return new_condition(
        code=code,
        title=context.release.title(code),
        subject=chart.patient,
        encounter=chart.encounter_reference,
        recorder=chart.user,
        system=profile.coding_system,
        category=chart.category,
    )


def _documented_once(issue: CodingIssue) -> bool:
    """Return whether the chart itself, by codes and not by free text, documents exactly one answer.

    A culture never does (guideline III.B: the provider states its significance), and neither does a
    contradiction in the chart.
    """
    return (
        issue.strength is Strength.DOCUMENTED
        and len(issue.options) == len(issue.choices) == 1
        and isinstance(issue.options[0], ReplaceCode)
        and rule_of(issue.rule).may_recommend
        and bool(issue.evidence)
        and not any(fact.from_text for fact in issue.evidence)
    )
