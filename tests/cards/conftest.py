from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from icd10cm.releases.release import Release


@pytest.fixture(scope="session")
def release() -> Release:
    return load_embedded()
