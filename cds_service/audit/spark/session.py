"""The session with Spark: that of spark-submit where there is one, otherwise one of our own."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession


@contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """Give a session and stop it at the end. Without a master named, that of spark-submit or of Spark's settings.

    On this machine the workers run the Python that we run on.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415 - the extra may not be installed

    if master is None or master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("coding-cards audit")
    if master is not None:
        builder = builder.master(master)
    session = builder.getOrCreate()
    # A day is a day: it must not shift with the time zone of a worker.
    session.conf.set("spark.sql.session.timeZone", "UTC")
    try:
        yield session
    finally:
        session.stop()
