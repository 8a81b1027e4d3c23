"""What a chart or a caller writes stays text: no markup and no link of theirs in a card, no SQL, no path."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import requests
from markdown_it import MarkdownIt

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

PATH = "/cds-services/coding-review-order-sign"
TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "https://evil.example/login",
    "www.evil.example",
    "mail@evil.example",
    "<https://evil.example>",
    "x\n\n# Heading\n\n- item\n\n```\ncode\n```",
    "x\r\n\r\n| a | b |\n|---|---|\n| c | d |",
    "x\u2028\u2029\u202e\u0000y",
    "[a]: https://evil.example 'x'\n\n[a]",
    "**bold** _em_ ~~gone~~ `code`",
    "&lt;b&gt; &#60;script&#62; &nbsp;",
    "\\<b> \\[x](y)",
]


def with_text(value: Any, text: str) -> Any:
    """Return a chart in which every text that a person may have written says `text`."""
    if isinstance(value, dict):
        return {
            key: text
            if key in {"display", "text", "title", "name"} and isinstance(each, str)
            else with_text(each, text)
            for key, each in value.items()
        }
    return [with_text(each, text) for each in value] if isinstance(value, list) else value


def said(card: dict[str, Any]) -> list[str]:
    """Return every text of a card that a client may show."""
    suggestions = card.get("suggestions", [])
    actions = [action["description"] for each in suggestions for action in each["actions"]]
    return [card["summary"], *(each["label"] for each in suggestions), *actions]


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_the_chart_is_text_in_the_card(client: FlaskClient, osteomyelitis: dict[str, Any], text: str) -> None:
    call = osteomyelitis | {"prefetch": with_text(osteomyelitis["prefetch"], text)}
    answer = client.post(PATH, data=orjson.dumps(call), content_type="application/json")
    assert answer.status_code == 200
    cards = orjson.loads(answer.data)["cards"]
    assert cards
    markdown = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    for card in cards:
        shown = markdown.render(card["detail"])
        assert set(re.findall(r"<(/?[a-z0-9]+)", shown)) <= {
            "p",
            "/p",
            "strong",
            "/strong",
            "ul",
            "/ul",
            "li",
            "/li",
            "em",
            "/em",
            "br",
        }
        for line in said(card):
            assert line.isprintable()
            assert not re.search(r"<[a-z/!]", line)
        assert all(
            re.fullmatch(
                r"http://127\.0\.0\.1:8080/[A-Za-z0-9/.]+(\?[a-z]+=[A-Za-z0-9.:,%-]+(&[a-z]+=[A-Za-z0-9.:,%-]+)*)?",
                link["url"],
            )
            for link in card.get("links", [])
        )


SQL = ["'; DROP TABLE calls; --", "' OR '1'='1", 'x"); DELETE FROM cards; --', "%' UNION SELECT 1 --", "\\'; --"]


@pytest.mark.parametrize("text", SQL)
def test_sql_in_ids_is_text(tmp_path: Path, osteomyelitis: dict[str, Any], text: str) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/cards.sqlite3")
    store = open_store(settings)
    prepare_store(settings)
    client = create_app(settings, load_releases(None), store=store).test_client()
    try:
        call = copy.deepcopy(osteomyelitis) | {"hookInstance": text}
        call["context"] |= {"patientId": text, "encounterId": text, "userId": text}
        assert client.post(PATH, json=call).status_code in {200, 412}
        assert client.post(PATH, json=osteomyelitis).status_code == 200
        assert client.post(f"/cds-services/{text}", json=osteomyelitis).status_code == 404
        entry = {"card": text, "outcome": "overridden", "outcomeTimestamp": "2026-06-12T10:00:00Z"}
        assert client.post(f"{PATH}/feedback", json={"feedback": [entry]}).status_code == 400
        uuid = "f6b95768-b1c8-40dc-8385-bf3504b82ffb"
        reason = {"reason": {"code": text, "system": text}, "userComment": text}
        good = entry | {"card": uuid, "overrideReason": reason}
        assert client.post(f"{PATH}/feedback", json={"feedback": [good]}).status_code == 200
        assert store.is_reachable()
        assert store.is_migrated()
    finally:
        store.close()


@pytest.mark.parametrize(
    "identifier",
    [
        "../../admin",
        "..",
        "a/b",
        "x?_count=1000",
        "x#y",
        "x%2f..%2fy",
        "x&patient=other",
        "x y",
        "x\r\nHost: evil",
        "é",
        "a" * 65,
    ],
)
def test_path_tricks_in_ids_reach_no_server(
    client: FlaskClient, fhir_origin: str, osteomyelitis: dict[str, Any], identifier: str
) -> None:
    before = len(requests.get(f"{fhir_origin}/asked", timeout=5).json())
    context = osteomyelitis["context"] | {"patientId": identifier, "encounterId": identifier}
    call = osteomyelitis | {"context": context, "prefetch": {}, "fhirServer": f"{fhir_origin}/good"}
    answer = client.post(PATH, json=call)
    assert answer.status_code == 412
    assert len(requests.get(f"{fhir_origin}/asked", timeout=5).json()) == before


@pytest.mark.parametrize(
    "server",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00:ec2::254]/latest",
        "https://169.254.169.254/",
        "http://0.0.0.0:80/",
        "http://2130706433/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "https://10.0.0.1/fhir",
        "//evil.example/fhir",
    ],
)
def test_servers_that_are_not_on_the_list_are_not_called(
    client: FlaskClient, osteomyelitis: dict[str, Any], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: Any, **__: Any) -> None:
        raise AssertionError("it was called")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    answer = client.post(PATH, json=osteomyelitis | {"prefetch": {}, "fhirServer": server})
    assert answer.status_code == 412
    assert "not on the list" in answer.json["issue"][0]["diagnostics"]
