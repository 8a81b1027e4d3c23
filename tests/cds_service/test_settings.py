"""The settings: read from the environment, every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.errors import SettingsError
from cds_service.settings import Settings, load_command_settings, load_settings, unknown_variables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CODING_CARDS_{name.upper()}", raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"CODING_CARDS_{name}", value)


def test_defaults_are_open_on_loopback() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.max_cards, settings.mode) == ("127.0.0.1", 8080, 3, "live")
    assert settings.url == "http://127.0.0.1:8080"
    assert settings.is_open
    assert settings.allowed_origins == ("*",)
    assert settings.allowed_servers.find("http://127.0.0.1:9000/fhir") is not None
    assert settings.allowed_servers.find("https://ehr.example.org/fhir") is None


def test_lists_are_split_at_commas_and_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, RULES_OFF="Sequencing, CodeFirst", FHIR_SERVERS="https://a.example/r4 https://b.example")
    settings = load_settings()
    assert settings.rules_off == {"Sequencing", "CodeFirst"}
    assert settings.fhir_servers == ("https://a.example/r4", "https://b.example")


def test_listed_servers_take_the_place_of_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, FHIR_SERVERS="https://a.example/r4")
    allowed = load_settings().allowed_servers
    assert allowed.find("https://a.example/r4") is not None
    assert allowed.find("http://127.0.0.1:9000/fhir") is None


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        HOST="10.1.2.3",
        PORT="http",
        MODE="loud",
        MAX_CARDS="0",
        RULES_OFF="Nonsense",
        FHIR_SERVERS="http://ehr.example.org/r4",
        CORS_ORIGINS="ehr.example.org",
        FHIR_CA_FILE="/does/not/exist",
        PUBLIC_URL="ehr",
    )
    with pytest.raises(SettingsError) as raised:
        load_settings()
    told = raised.value.faults
    names = (
        "PORT",
        "MODE",
        "MAX_CARDS",
        "RULES_OFF",
        "FHIR_SERVERS",
        "CORS_ORIGINS",
        "FHIR_CA_FILE",
        "PUBLIC_URL",
        "HOST",
    )
    assert sorted(fault.split(":")[0].split(" ")[0] for fault in told) == sorted(
        f"CODING_CARDS_{name}" for name in names
    )


def test_values_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, PORT="hunter2", FHIR_SERVERS="https://user:hunter2@ehr.example.org")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "ehr.example.org"])  # noqa: S104 - what is refused
def test_open_service_stays_on_loopback(host: str) -> None:
    with pytest.raises(SettingsError, match="OPEN_TO_THE_NETWORK_WITHOUT_AUTHENTICATION"):
        load_settings(host=host)


def test_open_service_on_the_network_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, OPEN_TO_THE_NETWORK_WITHOUT_AUTHENTICATION="true")
    settings = load_settings(host="10.1.2.3", port=80)
    assert settings.url == "http://10.1.2.3:80"
    assert settings.allowed_origins == ()
    assert settings.allowed_servers.find("http://127.0.0.1:9000/fhir") is None


def test_clients_file_allows_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "clients.toml"
    file.touch()
    set_all(monkeypatch, CLIENTS_FILE=str(file), HOST="10.1.2.3")
    assert not load_settings().is_open


@pytest.mark.parametrize("host", ["localhost", "::1", "127.0.0.2"])
def test_loopback_has_several_names(host: str) -> None:
    assert load_settings(host=host).is_on_loopback


def test_misspelt_variables_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, MAXCARDS="5", MAX_CARDS="5")
    assert unknown_variables() == ("CODING_CARDS_MAXCARDS",)


def test_command_that_listens_to_nobody_need_not_say_who_may_call(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, HOST="10.1.2.3", MAX_CARDS="5")
    with pytest.raises(SettingsError):
        load_settings()
    assert load_command_settings().max_cards == 5


def test_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, CLIENTS_FILE="", RULES_FILE="", FHIR_SERVERS="", PORT="")
    assert load_settings() == Settings()


def test_compiled_releases_are_kept_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Settings().compiled_dir == tmp_path / "coding-cards"
    assert Settings(cache_dir=tmp_path / "own").compiled_dir == tmp_path / "own"


def test_a_secret_that_is_too_short_is_counted_in_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODING_CARDS_PAGES_PASSWORD", "abcdef")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "CODING_CARDS_PAGES_PASSWORD: Value should have at least 12 characters, not 6" in refused.value.faults


def test_optional_rule_shows_cards_only_where_it_is_turned_on() -> None:
    assert "UnspecifiedKind" in Settings().hidden_rules
    assert "UnspecifiedKind" not in Settings(rules_on=frozenset(("UnspecifiedKind",))).hidden_rules
    both = Settings(rules_on=frozenset(("UnspecifiedKind",)), rules_off=frozenset(("UnspecifiedKind", "Sequencing")))
    assert both.hidden_rules == {"Sequencing", "UnspecifiedKind"}  # off always stays off
