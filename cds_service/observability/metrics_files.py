"""Where the workers keep their metrics (prometheus_client documentation, "Multiprocess Mode")."""

from __future__ import annotations

import contextlib
import os
import shutil
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
    directory, owner = Path(tempfile.mkdtemp(prefix="coding-cards-metrics-")), os.getpid()
    os.environ[VARIABLE] = str(directory)
    try:
        yield directory
    finally:
        # The workers leave through here too, being forks of the process that entered.
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)
