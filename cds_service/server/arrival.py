"""Whether a request has arrived as a whole, so that no thread has to wait for the rest of it.

This is not a parser: gunicorn's reads the request afterwards, from memory, and decides what it means. Where the two
should ever differ, gunicorn's finds too little and closes the connection, or finds more and takes that for the next
request.
"""

from __future__ import annotations

import re

MOST_HEAD = 65_536
"""Bytes of the request line and the header fields together; more is handed over as it is, and refused."""
_MOST_LINE = 16_384
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r]*)\r\n", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_SIZE = re.compile(rb"[0-9a-fA-F]{1,12}")


class Arrival:
    """The bytes of a request as they come. `most_body` is how long a body may be that is waited for."""

    def __init__(self, most_body: int) -> None:
        self.data = bytearray()
        self.is_whole = False
        self.expects_continue = False
        self._most_body = most_body
        self._body = -1
        self._end: int | None = None
        """Where the request ends; None = its body comes in chunks."""
        self._next_chunk = 0

    def add(self, piece: bytes) -> None:
        """Take what came next, and note whether that is all."""
        searched = max(0, len(self.data) - len(_END) + 1)
        self.data += piece
        if self._body < 0:
            found = self.data.find(_END, searched)
            if found < 0:
                self.is_whole = len(self.data) > MOST_HEAD
                return
            self._read_head(found + len(_END))
        self.is_whole = self._is_whole()

    @property
    def ends(self) -> tuple[int, int] | None:
        """Where the head of a request that is whole ends, and where its body does; None if no length says so."""
        return None if self._end is None or self._body < 0 else (self._body, self._end)

    def _read_head(self, end: int) -> None:
        head = bytes(self.data[:end])
        self._body = self._next_chunk = end
        self._end = end
        if coding := _CODING.search(head):
            if coding[1].strip().lower() == b"chunked":
                self._end = None
        elif (length := _LENGTH.search(head)) and int(length[1]) <= self._most_body:
            self._end = end + int(length[1])
        self.expects_continue = self._end != end and _EXPECTS.search(head) is not None

    def _is_whole(self) -> bool:
        if self._end is not None:
            return len(self.data) >= self._end
        most = self._most_body + self._most_body // 4 + _MOST_LINE  # with the sizes of its chunks
        return len(self.data) - self._body > most or self._has_last_chunk()

    def _has_last_chunk(self) -> bool:
        """Go on from chunk to chunk; what breaks their rules is handed over, to be refused."""
        while True:
            line_end = self.data.find(b"\r\n", self._next_chunk)
            if line_end < 0:
                return len(self.data) - self._next_chunk > _MOST_LINE
            size = _SIZE.match(self.data, self._next_chunk, line_end)
            if size is None:
                return True
            length = int(size[0], 16)
            if length == 0:
                return self.data.find(_END, line_end) >= 0 or len(self.data) - line_end > MOST_HEAD
            if line_end + 2 + length > len(self.data):
                return False
            self._next_chunk = line_end + 2 + length + 2
