from __future__ import annotations

from itertools import islice
from uuid import RFC_4122, UUID

from cards.random_uuid import random_uuids


def test_each_is_a_new_random_uuid_in_its_usual_form() -> None:
    made = [*islice(random_uuids(), 500), *islice(random_uuids(), 500)]
    assert len(set(made)) == 1000
    for text in made:
        read = UUID(text)
        assert (str(read), read.version, read.variant) == (text, 4, RFC_4122)


def test_every_other_bit_varies() -> None:
    ones = zeros = 0
    for text in islice(random_uuids(), 1000):
        number = UUID(text).int
        ones, zeros = ones | number, zeros | ~number
    fixed = 0xF << 76 | 0b11 << 62
    assert (ones & zeros & (1 << 128) - 1) == (1 << 128) - 1 - fixed
