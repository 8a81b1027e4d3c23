from __future__ import annotations

from uuid import RFC_4122, UUID

from cards.random_uuid import random_uuid


def test_it_is_a_random_uuid_in_its_usual_form() -> None:
    made = [random_uuid() for _ in range(1000)]
    assert len(set(made)) == 1000
    for text in made:
        read = UUID(text)
        assert (str(read), read.version, read.variant) == (text, 4, RFC_4122)


def test_every_other_bit_varies() -> None:
    ones = zeros = 0
    for _ in range(1000):
        number = UUID(random_uuid()).int
        ones, zeros = ones | number, zeros | ~number
    fixed = 0xF << 76 | 0b11 << 62
    assert (ones & zeros & (1 << 128) - 1) == (1 << 128) - 1 - fixed
