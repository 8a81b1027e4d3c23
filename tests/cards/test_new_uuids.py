from __future__ import annotations

import time
from itertools import islice
from uuid import RFC_4122, UUID

from cards.new_uuids import new_uuids


def test_each_is_a_new_uuid_in_its_usual_form() -> None:
    made = [*islice(new_uuids(), 500), *islice(new_uuids(), 500)]
    assert len(set(made)) == 1000
    for text in made:
        read = UUID(text)
        assert (str(read), read.version, read.variant) == (text, 7, RFC_4122)


def test_it_begins_with_the_time() -> None:
    before = time.time_ns() // 1_000_000
    moment = UUID(next(new_uuids())).int >> 80
    assert before <= moment <= time.time_ns() // 1_000_000


def test_later_ones_come_later() -> None:
    first = next(new_uuids())
    time.sleep(0.002)
    assert first < next(new_uuids())


def test_every_other_bit_varies() -> None:
    ones = zeros = 0
    for text in islice(new_uuids(), 1000):
        number = UUID(text).int
        ones, zeros = ones | number, zeros | ~number
    random_bits = 0xFFF << 64 | (1 << 62) - 1
    assert ones & zeros & random_bits == random_bits
