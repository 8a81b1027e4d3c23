"""The releases and their directory, as the settings name them, for the commands below `coding-cards release`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cds_service.cli.faults import Refused
from cds_service.errors import SettingsError
from cds_service.loaded_releases import load_releases
from cds_service.settings import PREFIX, load_command_settings
from icd10cm.errors import CodingLogicError, RefusedReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from icd10cm.releases.by_date import Releases


def all_releases() -> Releases:
    """Return the releases that the settings name.

    :raises Refused: the settings or the releases are not what they should be.
    """
    with told_faults():
        settings = load_command_settings()
        return load_releases(settings.releases_dir, settings.compiled_dir)


def cache_dir() -> Path | None:
    """Return where compiled releases are kept; None where they are not."""
    with told_faults():
        return load_command_settings().compiled_dir


def releases_dir() -> Path:
    """Return the directory that releases are kept in.

    :raises Refused: there is none.
    """
    directory = releases_dir_if_set()
    if directory is None:
        raise Refused((f"no directory is set to keep releases in; set {PREFIX}RELEASES_DIR to one that exists",))
    return directory


def releases_dir_if_set() -> Path | None:
    """Return the directory that releases are kept in; None where none is set."""
    with told_faults():
        return load_command_settings().releases_dir


@contextlib.contextmanager
def told_faults() -> Iterator[None]:
    """End the command with every fault that the block raises, each on its own line."""
    try:
        yield
    except (SettingsError, RefusedReleaseError) as refused:
        raise Refused(refused.faults) from None
    except CodingLogicError as error:
        raise Refused((str(error),)) from None
