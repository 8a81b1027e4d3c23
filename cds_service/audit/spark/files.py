"""Files as Spark sees them: on this machine, on HDFS, in an object store, by whatever Hadoop has a file system for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import orjson

from cds_service.audit.errors import UsageError
from cds_service.audit.export.input_files import form_of, is_hidden

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from cds_service.audit.export.input_files import Form


@dataclass(frozen=True, slots=True)
class SparkFile:
    """A file of the export. `path` is its address for Spark, `place` the part that identifies it in Spark's columns."""

    path: str
    place: str
    label: str
    form: Form
    size: int
    changed_ms: int


class SparkFolder:
    """A folder on any file system that Hadoop knows."""

    def __init__(self, spark: SparkSession, address: str) -> None:
        # Hadoop's file systems have no public door in PySpark; py4j is the one that everybody uses.
        self._jvm: Any = spark.sparkContext._jvm  # noqa: SLF001 - as above
        self._configuration = spark.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001
        self.address = address.rstrip("/")

    def at(self, name: str) -> str:
        """Return the address of something in the folder."""
        return f"{self.address}/{name}" if name else self.address

    def exists(self, name: str = "") -> bool:
        """Return whether something of that name is in the folder."""
        path, system = self._open(name)
        return bool(system.exists(path))

    def read(self, name: str) -> dict[str, Any] | None:
        """Return a JSON file; None when there is none."""
        path, system = self._open(name)
        if not system.exists(path):
            return None
        stream = system.open(path)
        try:
            content: dict[str, Any] = orjson.loads(bytes(self._jvm.org.apache.commons.io.IOUtils.toByteArray(stream)))
        finally:
            stream.close()
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a passing name and give it its own when it is whole."""
        path, system = self._open(name)
        draft = self._jvm.org.apache.hadoop.fs.Path(self.at(f".{name.replace('/', '-')}.draft"))
        stream = system.create(draft, True)  # noqa: FBT003 - Java takes no names
        try:
            stream.write(bytearray(content))
        finally:
            stream.close()
        system.delete(path, True)  # noqa: FBT003
        if not system.rename(draft, path):
            raise UsageError(f"{self.at(name)} could not be written")

    def remove(self, name: str) -> None:
        """Remove something with everything in it."""
        path, system = self._open(name)
        system.delete(path, True)  # noqa: FBT003

    def files(self) -> list[tuple[str, str, int, int]]:
        """Return address, path, size and time of change of each file below, or of the file that this is."""
        path, system = self._open("")
        if not system.exists(path):
            raise UsageError(f"there is no {self.address}")
        found: list[tuple[str, str, int, int]] = []
        iterator = system.listFiles(path, True)  # noqa: FBT003
        while iterator.hasNext():
            status = iterator.next()
            uri = status.getPath().toUri()
            found.append((status.getPath().toString(), uri.getPath(), status.getLen(), status.getModificationTime()))
        return sorted(found)

    @property
    def place(self) -> str:
        """The path of the folder without scheme and host, as its file system writes it."""
        path, system = self._open("")
        place: str = system.makeQualified(path).toUri().getPath()
        return place

    def _open(self, name: str) -> tuple[Any, Any]:
        path = self._jvm.org.apache.hadoop.fs.Path(self.at(name))
        return path, path.getFileSystem(self._configuration)


def find_spark_files(spark: SparkSession, exports: tuple[str, ...]) -> tuple[SparkFile, ...]:
    """Return the files of the exports in the order of their labels, which are those of the local engine.

    :raises UsageError: there is no such file or folder, or two files go by one label.
    """
    found: dict[str, SparkFile] = {}
    for export in exports:
        folder = SparkFolder(spark, export)
        base = folder.place
        for path, place, size, changed in folder.files():
            is_alone = place == base
            label = place.rsplit("/", 1)[-1] if is_alone else place.removeprefix(base).lstrip("/")
            if is_hidden(label) and not is_alone:
                continue
            form = form_of(label.rsplit("/", 1)[-1]) or ("ndjson" if is_alone else "other")
            file = found.setdefault(label, SparkFile(path, place, label, form, size, changed))
            if file.place != place:
                raise UsageError(f"two files go by the name {label}; give the folder that holds both")
    return tuple(found[label] for label in sorted(found))


def place_of(address: str) -> str:
    """Return the path that Spark's column of file addresses means; there it is a URL, here it is plain."""
    return unquote(urlsplit(address).path)
