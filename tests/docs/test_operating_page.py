"""docs/operating.md says what the settings, the metrics and the reasons for a refusal are, and its example works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds_service.clients.client import CdsClient
from cds_service.clients.clients_file import ClientEntry, load_clients
from cds_service.clients.token import Refusal
from cds_service.observability.metrics import Metrics
from docs.generate_settings import PAGE, generate
from tests.cds_service.signing import key, key_set

if TYPE_CHECKING:
    from pathlib import Path

TEXT = PAGE.read_text(encoding="utf-8")


def test_table_is_what_the_generator_writes() -> None:
    assert generate(TEXT) == TEXT, "run `make docs`"
    assert "| `CLIENTS_FILE` |" in TEXT


def test_example_of_a_clients_file_can_be_read(tmp_path: Path) -> None:
    example = TEXT.split("```toml\n")[1].split("```")[0]
    (tmp_path / "clients.toml").write_text(example, encoding="utf-8")
    (tmp_path / "research-keys.json").write_bytes(key_set(key()))
    clients = load_clients(tmp_path / "clients.toml", CdsClient("open")).all
    assert [(each.client.name, each.client.profile) for each in clients] == [
        ("main-hospital", "epic"),
        ("research", "generic"),
    ]


def test_every_key_of_a_client_is_explained() -> None:
    table = TEXT.split("## Clients")[1].split("## Settings")[0]
    assert [name for name in ClientEntry.model_fields if f"`{name}`" not in table] == []


def test_every_reason_for_a_refusal_is_named() -> None:
    words = re.sub(r"\s+", " ", TEXT)
    assert [refusal for refusal in Refusal if f"`{refusal}`" not in words] == []


def test_every_metric_is_named() -> None:
    kinds = re.findall(
        r"^# TYPE (coding_cards_\w+) (?!gauge$).*$|^# TYPE (coding_cards_\w+) gauge$",
        Metrics().text().decode(),
        re.MULTILINE,
    )
    names = {first or second for first, second in kinds if not (first or second).endswith("_created")}
    assert len(names) > 10
    assert [name for name in sorted(names) if f"`{name}`" not in TEXT] == []
