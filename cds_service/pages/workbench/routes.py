"""`/workbench`: a hook call sent through the service's own steps, its cards and everything about them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import orjson
from flask import render_template, request

from cards.client_profiles import ProfileName
from cds_service.errors import BusyError, CallError, MalformedRequestError
from cds_service.examples import load_examples
from cds_service.fhir_validation import faults_of
from cds_service.hooks.hook_request import parse_hook_request
from cds_service.hooks.services import SERVICES, find_service
from cds_service.pages.safe_markdown import render
from cds_service.pages.workbench.accepting import CannotAcceptError, Change, accept
from cds_service.pages.workbench.feedback import SentFeedback, send_feedback
from cds_service.pages.workbench.json_difference import json_difference
from cds_service.pages.workbench.trace import trace_of
from cds_service.pages.workbench.traced_call import Outcome, make_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Blueprint

    from cds_service.examples import Example
    from cds_service.pages.site import Site
    from cds_service.pages.workbench.trace import Trace

PROFILES: tuple[ProfileName, ...] = get_args(ProfileName)
GROUPS = {
    "rules": "By rule",
    "reports": "Reports and notes",
    "silence": "No cards",
    "clients": "Clients",
    "hooks": "Other hooks",
    "faults": "Faulty input",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What the page sends: the request, whom to send it to, and what a reader did with the cards of the last answer."""

    text: str
    service: str = ""
    profile: ProfileName = "generic"
    set_aside: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a reader did with a card: the words for it, the feedback, the actions of the client and their changes."""

    said: str
    feedback: SentFeedback
    actions: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def add_workbench(pages: Blueprint, site: Site) -> None:
    """Add the page."""

    @pages.get("/workbench", strict_slashes=False)
    def workbench() -> str | tuple[str, int]:
        name = request.args.get("example", "")
        example = next((each for each in load_examples() if each.name == name), None)
        if example is None:
            if name:
                return render_template("absent.html", what="There is no example of this name."), 404
            example = load_examples()[0]
        return _page(Form(example.read(), profile=example.profile, example=example.name))

    @pages.post("/workbench", strict_slashes=False)
    def answer() -> str | tuple[str, int] | tuple[str, int, dict[str, str]]:
        # The form holds the request and the last answer; Flask's own limit for forms is far smaller than a chart.
        request.max_form_memory_size = 2 * site.settings.max_body_bytes
        form = _read_form()
        try:
            with site.gate.admit():
                return _answer(form, site)
        except BusyError as busy:
            return _page(form, fault=str(busy)), busy.status, {"Retry-After": str(math.ceil(busy.retry_after_s))}


def _answer(form: Form, site: Site) -> str | tuple[str, int]:
    """Do what the form asks for; everything that costs as much as a call is here, so that it waits for its turn."""
    done = None
    try:
        if "validate" in request.form:
            return _page(form, faults=faults_of(parse_hook_request(form.text.encode())))
        if "accept" in request.form:
            form, done = _accept(form, site)
        elif "dismiss" in request.form:
            form, done = _dismiss(form, site)
    except (CallError, CannotAcceptError) as fault:
        return _page(form, fault=str(fault)), 422
    outcome = make_call(
        form.text.encode(),
        form.service,
        site.reviewer,
        form.profile,
        frozenset(form.set_aside),
        limit_s=site.settings.call_timeout_ms / 1000,
    )
    return _page(form, outcome=outcome, trace=trace_of(outcome.call, site.settings), done=done)


def _read_form() -> Form:
    sent = request.form
    profile = sent.get("profile", "generic")
    return Form(
        text=sent.get("request", ""),
        service=sent.get("service", ""),
        profile=profile if profile in PROFILES else "generic",
        set_aside=tuple(dict.fromkeys(sent.getlist("set_aside"))),
        example=sent.get("example", ""),
    )


def _accept(form: Form, site: Site) -> tuple[Form, Done]:
    """Carry a suggestion out on the request, and tell the service so."""
    card_uuid, _, uuid = request.form["accept"].partition(" ")
    suggestion = _one(_card(card_uuid).get("suggestions"), "uuid", uuid)
    if suggestion is None:
        raise CannotAcceptError("the card has no such suggestion")
    accepted = accept(_document(form.text), suggestion)
    entry = {"card": card_uuid, "outcome": "accepted", "acceptedSuggestions": [{"id": uuid}]}
    feedback = send_feedback(site.reviewer.store, _service(), entry, site.url)
    text = orjson.dumps(accepted.document, option=orjson.OPT_INDENT_2).decode()
    said = f"Accepted: {suggestion.get('label', '')}"
    actions = tuple(str(each.get("description", "")) for each in suggestion["actions"])
    return replace(form, text=text), Done(said, feedback, actions, accepted.changes)


def _dismiss(form: Form, site: Site) -> tuple[Form, Done]:
    """Dismiss a card with a reason, and tell the service so."""
    uuid = request.form["dismiss"]
    card = _card(uuid)
    entry: dict[str, Any] = {"card": uuid, "outcome": "overridden"}
    reason = _one(card.get("overrideReasons"), "code", request.form.get(f"reason-{uuid}", ""))
    if reason is not None:
        entry["overrideReason"] = {"reason": reason}
    topic = _topic(card)
    feedback = send_feedback(site.reviewer.store, _service(), entry, site.url)
    said = f"Dismissed: {reason.get('display', '') if reason else 'no reason given'}"
    return replace(form, set_aside=tuple(dict.fromkeys((*form.set_aside, topic)))), Done(said, feedback)


def _card(uuid: str) -> dict[str, Any]:
    """Return a card of the last answer, which the page sends back as a client would have it in hand.

    :raises CannotAcceptError: there is no such card.
    """
    try:
        answer = orjson.loads(request.form.get("answer", ""))
    except orjson.JSONDecodeError:
        raise CannotAcceptError("the answer that the card belongs to was not sent along") from None
    card = _one(answer.get("cards") if isinstance(answer, dict) else None, "uuid", uuid)
    if card is None:
        raise CannotAcceptError("the last answer has no such card")
    return card


def _one(listed: object, name: str, value: str) -> dict[str, Any] | None:
    """Return the first object of an array whose attribute has this value."""
    objects = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return next((each for each in objects if each.get(name) == value), None)


def _topic(card: Mapping[str, Any]) -> str:
    """Return the topic of a card.

    :raises CannotAcceptError: it has none.
    """
    source = card.get("source")
    topic = source.get("topic") if isinstance(source, dict) else None
    code = topic.get("code") if isinstance(topic, dict) else None
    if not isinstance(code, str):
        raise CannotAcceptError("the card has no topic")
    return code


def _service() -> str:
    """Return the service that gave the last answer.

    :raises UnknownServiceError: there is no such service.
    """
    return find_service(request.form.get("answered_by", "")).id


def _document(text: str) -> Mapping[str, Any]:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"the request is not JSON (line {error.lineno}, column {error.colno})") from None
    if not isinstance(document, dict):
        raise MalformedRequestError("the request must be a JSON object")
    return document


def _by_group(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """Return the examples by the title of their group, all groups in their order."""
    found: dict[str, list[Example]] = {group: [] for group in GROUPS}
    for each in examples:
        found[each.group].append(each)
    return {title: found[group] for group, title in GROUPS.items()}


def _page(
    form: Form,
    outcome: Outcome | None = None,
    trace: Trace | None = None,
    done: Done | None = None,
    faults: tuple[str, ...] | None = None,
    fault: str = "",
) -> str:
    examples = load_examples()
    return render_template(
        "workbench.html",
        form=form,
        example=next((each for each in examples if each.name == form.example), None),
        examples=_by_group(examples),
        services=SERVICES,
        profiles=PROFILES,
        outcome=outcome,
        trace=trace,
        answer=_indented(outcome.answer) if outcome else "",
        done=done,
        changes=[(each, json_difference(each.before, each.after)) for each in (done.changes if done else ())],
        faults=faults,
        fault=fault,
        markdown=render,
    )


def _indented(answer: Mapping[str, Any] | None) -> str:
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() if answer else ""
