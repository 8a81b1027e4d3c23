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


def test_they_do_not_end() -> None:
    made = list(islice(new_uuids(), 70_000))
    assert len(set(made)) == 70_000
    assert {len(text) for text in made} == {36}


def test_it_begins_with_the_time() -> None:
    before = time.time_ns() // 1_000_000
    moment = UUID(next(new_uuids())).int >> 80
    assert before <= moment <= time.time_ns() // 1_000_000


def test_later_ones_come_later() -> None:
    first, second = islice(new_uuids(), 2)
    time.sleep(0.002)
    assert first < second < next(new_uuids())


def test_each_random_bit_varies() -> None:
    ones = zeros = 0
    for _ in range(1000):
        number = UUID(next(new_uuids())).int
        ones, zeros = ones | number, zeros | ~number
    random_bits = 0xFFF << 64 | (1 << 62) - (1 << 16)
    assert ones & zeros & random_bits == random_bits
