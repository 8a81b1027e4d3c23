"""Where the workers keep their metrics (prometheus_client documentation, "Multiprocess Mode")."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextlib.contextmanager
def keep_metrics_in_files() -> Iterator[Path]:
    """Give the workers a directory of their own, and delete it in the end.

    To be called before prometheus_client is first imported, which reads the variable then.
    """
    with tempfile.TemporaryDirectory(prefix="coding-cards-metrics-") as directory:
        os.environ[VARIABLE] = directory
        try:
            yield Path(directory)
        finally:
            del os.environ[VARIABLE]
