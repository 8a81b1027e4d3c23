"""What texts were found to assert, remembered for a while: a text seen before is not read again.

Charts repeat themselves, and the same chart comes again within minutes. What is remembered of a text is found by a
keyed hash, in the memory of the process alone: never the patient, and never in a file. Only short texts are remembered,
such as those of diagnoses, procedures and body sites, and of a report the sentences that name a coded disease, with
their places in it; long notes are read each time (`docs/decisions/0011-the-cost-of-a-call.md`).
"""

from __future__ import annotations

import time
from hashlib import blake2b
from secrets import token_bytes
from typing import TYPE_CHECKING, Generic, TypeVar

from icd10cm.text.details.fractures import ANYWHERE, CodedPlace
from icd10cm.text.text_facts import CURRENT, TextFacts, read_sentences, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

    from icd10cm.text.another_disease import OneOfMany
    from icd10cm.text.lexicon import Lexicon
    from icd10cm.text.status import Status
    from icd10cm.text.text_facts import Sentences

_Value = TypeVar("_Value")

_KEY = token_bytes(32)
_MOST = 4096
_MOST_SENTENCES = 1024
LONGEST = 500
"""Characters of a text that is remembered."""
_AGE_S = 3600.0


class Remembered(Generic[_Value]):
    """Values by key: some thousands, none of them longer than two hours without being asked for.

    There are two generations. A new one begins when the newer is full or an hour old; what is asked for moves into it,
    and what nobody asks for goes with the older.
    """

    def __init__(self, most: int = _MOST, age_s: float = _AGE_S, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._age_s, self._now = most, age_s, now
        self._newer: dict[Hashable, _Value] = {}
        self._older: dict[Hashable, _Value] = {}
        self._since = now()

    def find(self, key: Hashable, compute: Callable[[], _Value]) -> _Value:
        """Return the value of a key; it is computed if it is not remembered."""
        now = self._now()
        if len(self._newer) >= self._most or now - self._since > self._age_s:
            self._older = self._newer if now - self._since <= 2 * self._age_s else {}
            self._newer, self._since = {}, now
        newer, older = self._newer, self._older  # another thread may begin a generation
        if key not in newer:
            newer[key] = older[key] if key in older else compute()
        return newer[key]


def text_key(text: str) -> bytes:
    """Return a hash of a text under a key of this process."""
    return blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=16).digest()


_texts: Remembered[TextFacts] = Remembered()
_sentences: Remembered[Sentences] = Remembered(_MOST_SENTENCES)


def recall_text(
    text: str,
    lexicon: Lexicon,
    own: frozenset[str] | None = None,
    *,
    among: OneOfMany | None = None,
    coded: CodedPlace = ANYWHERE,
    current: Collection[Status] = CURRENT,
) -> TextFacts:
    """Return what `read_text` does, from memory where it was asked before."""
    if len(text) > LONGEST:
        return read_text(text, lexicon, own, current, coded, among=among)
    key = (text_key(text), own, frozenset(current), coded, id(lexicon), among and among.key)
    return _texts.find(key, lambda: read_text(text, lexicon, own, current, coded, among=among, read=recall_sentences))


def recall_sentences(text: str, lexicon: Lexicon, fields: Sequence[str]) -> Sentences:
    """Return the sentences of a text from memory: "stable, follow up in 3 weeks" is written of many diseases."""
    key = (text_key(text), tuple(fields), id(lexicon))
    return _sentences.find(key, lambda: read_sentences(text, lexicon, fields))
