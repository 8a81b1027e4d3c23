"""Works out once what each process that a test starts would work out for itself: the categories of the releases.

`make test` runs it beside mypy. Without it the tests take longer, and are the same.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from cds_service.settings import Settings
from icd10cm.releases.by_date import arrange
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.loading import load_embedded, work_out_ahead
from tests import april_2025


def main() -> None:
    """Keep the compiled forms where the service looks for them."""
    kept_in = Settings().compiled_dir
    work_out_ahead(load_embedded(kept_in))
    with tempfile.TemporaryDirectory() as folder:
        try:
            published = april_2025.published_zip(Path(folder) / "table-index-April-2025.zip", with_order_file=True)
        except pytest.skip.Exception:
            return  # it was not fetched
        loaded = arrange((load_embedded(kept_in),))
        work_out_ahead(read_candidate(published, loaded, cache_dir=kept_in).release)


if __name__ == "__main__":
    main()
