"""The schema: migrations make what the tables say, however many processes start together."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from cards.evidence_source import EvidenceSource
from cds_service.database_url import read_address
from cds_service.errors import SettingsError
from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.migrating import REVISIONS, migrate
from cds_service.store.migration_steps import SCRIPTS
from cds_service.store.rows import call_rows
from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK, METADATA
from tests.cds_service.store.records import call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from cds_service.store import Store


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(read_address(database_url), UNHURRIED)
    yield made
    made.dispose()


def test_migrations_make_what_the_tables_say(database_url: str, engine: Engine) -> None:
    before, after = migrate(read_address(database_url))
    assert before is None
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert MigrationContext.configure(connection).get_current_revision() == after


def test_threads_of_one_process_migrate_at_once(tmp_path: Path) -> None:
    urls = [read_address(f"sqlite:///{tmp_path}/{number}.sqlite3") for number in range(8)]
    with ThreadPoolExecutor(len(urls)) as pool:
        assert set(pool.map(migrate, urls)) == {(None, REVISIONS[-1])}


def test_the_revisions_are_those_of_the_scripts() -> None:
    scripts = ScriptDirectory(str(SCRIPTS)).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_migrating_again_changes_nothing(database_url: str) -> None:
    _, revision = migrate(read_address(database_url))
    assert migrate(read_address(database_url)) == (revision, revision)


def test_schema_of_a_newer_program_is_left_alone(database_url: str, engine: Engine) -> None:
    migrate(read_address(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate(read_address(database_url)) == ("9999", "9999")


def test_old_program_goes_on_recording_in_the_schema_of_a_newer_one(
    database_url: str, engine: Engine, open_again: Callable[[], Store]
) -> None:
    """As during an update of one node after the other: migrations only add."""
    before = open_again()
    before.record_feedback([feedback("00000000-0000-4000-8000-000000000001")])
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE calls ADD COLUMN of_tomorrow VARCHAR"))
        connection.execute(text("ALTER TABLE feedback ADD COLUMN of_tomorrow VARCHAR"))
        connection.execute(text("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    started_later = open_again()
    started_later.prepare()
    for number, store in enumerate((before, started_later), 2):
        assert store.is_migrated()
        store.record_call(call(card()))
        store.record_feedback([feedback(f"00000000-0000-4000-8000-00000000000{number}")])
        store.close()
    assert len(rows(database_url, CALLS)) == len(rows(database_url, CARDS)) == 2
    assert len(rows(database_url, FEEDBACK)) == 3


_PREPARE = """
import sys
from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store
print(prepare_store(Settings(database_url=sys.argv[1]))[0])
"""


def test_many_processes_start_together(database_url: str, tmp_path: object) -> None:
    started = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PREPARE, database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=str(tmp_path),
        )
        for _ in range(3)
    ]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in started]
    assert [(errors, code) for _, errors, code in ended] == [("", 0)] * 3
    # One of them found nothing; the others found its work, and its key.
    assert sorted(said.strip() for said, _, _ in ended) == [REVISIONS[-1]] * 2 + ["None"]


def test_failed_migration_leaves_nothing_behind(
    database_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alembic.op.create_index", interrupt)
    with pytest.raises(KeyboardInterrupt):
        migrate(read_address(database_url))
    assert inspect(engine).get_table_names() == []


def test_node_with_another_key_is_refused(settings: Settings, database_url: str) -> None:
    prepare_store(settings)
    with pytest.raises(SettingsError, match="another key"):
        prepare_store(Settings(database_url=database_url, hash_key="another key of enough length"))
    prepare_store(settings)


def test_cards_of_before_have_no_source_of_evidence(database_url: str, engine: Engine, settings: Settings) -> None:
    migrate(read_address(database_url))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    _, (_, row) = call_rows(call(card()))
    old = {name: value for name, value in row.items() if name != "evidence_source"}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        connection.execute(CARDS.insert(), old)
    assert migrate(read_address(database_url)) == ("0005", "0006")
    store = open_store(settings)
    store.record_call(call(card(evidence_source=EvidenceSource.IMAGING)))
    store.close()
    assert sorted(str(row["evidence_source"]) for row in rows(database_url, CARDS)) == ["None", "imaging report"]
