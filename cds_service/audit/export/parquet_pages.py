"""How large the pages of a Parquet file are: to read one value, the whole page that it is in is held.

Writers look at the size of a page after every so many rows (1,024 with Arrow's default), however long the rows are, so
that a file with documents in it may have pages of a gigabyte. No reader for Python tells their sizes beforehand. They
are in the headers of the pages, in Thrift's compact protocol (github.com/apache/parquet-format, "Data Pages";
github.com/apache/thrift, "thrift-compact-protocol.md").
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADER = 64 * 1024
"""No header comes near so many bytes: writers cut off the statistics in it."""
_UNCOMPRESSED, _COMPRESSED = 2, 3
"""The fields of a PageHeader that are asked for."""
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


class BrokenPageError(ValueError):
    """The header of a page cannot be read."""


def longest_pages(file: IO[bytes], chunks: Iterable[Any], bound: int) -> int:
    """Return how many bytes the longest pages of some columns have together, unpacked, or `bound` if that is more.

    `chunks` are pyarrow's metadata of the columns in one row group. Pages are looked at only where the columns as a
    whole are longer than `bound`.

    :raises BrokenPageError: the file is damaged there.
    """
    chunks = tuple(chunks)
    if sum(chunk.total_uncompressed_size for chunk in chunks) <= bound:
        return bound
    return max(bound, sum(max(_pages(file, chunk), default=0) for chunk in chunks))


def longest_value(file: IO[bytes], chunk: Any, rows: int) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return what to reckon with for a value of a column of text, in bytes: the mean, but for a column with dictionary.

    There values that come again are written once: a few bytes of the file can be many long rows, none of them longer
    than the dictionary.

    :raises BrokenPageError: the file is damaged there.
    """
    mean: int = chunk.total_uncompressed_size // max(rows, 1)
    return max(mean, next(_pages(file, chunk), 0)) if chunk.has_dictionary_page else mean


def _pages(file: IO[bytes], chunk: Any) -> Iterator[int]:  # noqa: ANN401 - pyarrow has no types
    """Yield the unpacked size of each page of a column's part of a row group."""
    dictionary = chunk.dictionary_page_offset
    place = min(chunk.data_page_offset, dictionary or chunk.data_page_offset)
    end = place + chunk.total_compressed_size
    while place < end:
        file.seek(place)
        header = _Header(file.read(_HEADER))
        sizes = header.integers()
        if _UNCOMPRESSED not in sizes or sizes.get(_COMPRESSED, -1) < 0:
            raise BrokenPageError("the header of a page lacks its sizes")
        yield sizes[_UNCOMPRESSED]
        place += header.length + sizes[_COMPRESSED]


class _Header:
    """Reads a struct of Thrift's compact protocol as far as its integers go; what else is in it is stepped over."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.length = 0

    def integers(self) -> dict[int, int]:
        """Return the integers of the struct by the number of their field."""
        found: dict[int, int] = {}
        try:
            number = 0
            while head := self._byte():
                kind = head & 0x0F
                number = number + (head >> 4) if head >> 4 else self._integer()
                if kind in {_I16, _I32, _I64}:
                    found[number] = self._integer()
                else:
                    self._step_over(kind)
        except (IndexError, RecursionError) as error:
            raise BrokenPageError("the header of a page cannot be read") from error
        return found

    def _step_over(self, kind: int) -> None:
        if kind == _BYTE:
            self.length += 1
        elif kind == _DOUBLE:
            self.length += 8
        elif kind == _BINARY:
            length = self._varint()
            self.length += length
        elif kind == _STRUCT:
            self.integers()
        elif kind not in {_TRUE, _FALSE}:  # a page's header has neither lists nor maps
            raise BrokenPageError(f"the header of a page holds a field of kind {kind}")

    def _integer(self) -> int:
        packed = self._varint()
        return (packed >> 1) ^ -(packed & 1)

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _byte(self) -> int:
        byte = self._data[self.length]
        self.length += 1
        return byte
