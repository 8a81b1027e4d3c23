"""The releases that the service works with: the embedded one, and those of the releases directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.loading import load_embedded
from icd10cm.releases import Releases

if TYPE_CHECKING:
    from pathlib import Path


def load_releases(releases_dir: Path | None) -> Releases:
    """Return every release at hand.

    :raises BrokenReleaseError: the files of a release are not what they should be.
    """
    del releases_dir  # read once releases can be added
    return Releases((load_embedded(),))
