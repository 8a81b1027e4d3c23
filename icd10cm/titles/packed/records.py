"""Records: a value for each of many positions, packed in one piece and unpacked one at a time.

Words are numbered: one object wherever it is unpacked, and at most three bytes. Equal values are packed once. Long
values are packed as they are, since they are unpacked faster so.
"""

from __future__ import annotations

from array import array
from sys import intern
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct, inspect
from msgspec.msgpack import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    _Form = Callable[[Any], Any]

_Value = TypeVar("_Value")
MOST = 1 << 12
"""How many values of one kind are kept unpacked: what follows from them is kept elsewhere."""


class Packed(Struct, frozen=True, array_like=True, gc=False):
    """The values in one piece, with the start and the end of that of each position: four bytes each.

    They are views of what they were decoded from, which may be a mapped file.
    """

    starts: memoryview
    ends: memoryview
    values: memoryview


class WordNumbers(dict[str, int]):
    """Numbers words in the order in which they come."""

    def __missing__(self, word: str) -> int:
        """Give the next number."""
        return self.setdefault(word, len(self))


def pack(values: Mapping[int, object], length: int, numbers: WordNumbers | None = None) -> Packed:
    """Return values by position packed, of `length` positions, their words as `numbers` numbers them, if given."""
    starts, ends = array("I", bytes(4 * length)), array("I", bytes(4 * length))
    packed, known = bytearray(), dict[bytes, int]()
    for position, value in values.items():
        record = encode(value if numbers is None else _numbered(value, numbers))
        if record not in known:
            known[record] = len(packed)
            packed += record
        starts[position], ends[position] = known[record], known[record] + len(record)
    return Packed(*(memoryview(bytes(each)) for each in (starts, ends, packed)))


def _numbered(value: Any, numbers: WordNumbers) -> Any:  # noqa: ANN401 - a value of any form
    """Return a value in the form in which it is packed, its words as their numbers."""
    if isinstance(value, str):
        return numbers[str(value)]
    if isinstance(value, Struct):
        return [_numbered(getattr(value, name), numbers) for name in value.__struct_fields__]
    if isinstance(value, dict):
        return {_numbered(key, numbers): _numbered(each, numbers) for key, each in value.items()}
    if isinstance(value, frozenset):  # of words
        return [numbers[each] for each in sorted(value)]
    return [_numbered(each, numbers) for each in value] if isinstance(value, tuple) else value


class Records(Generic[_Value]):
    """The values of one kind, unpacked when they are asked for; the same one for all positions with an equal one."""

    __slots__ = ("_ends", "_kept", "_starts", "_unpack", "_values")

    def __init__(self, packed: Packed, unpack: Callable[[memoryview], _Value]) -> None:
        self._starts, self._ends = packed.starts.cast("I"), packed.ends.cast("I")
        self._values = packed.values
        self._unpack = unpack
        self._kept: dict[int, _Value] = {}

    def __getitem__(self, position: int) -> _Value:
        """Return the value of a position that has one."""
        end = self._ends[position]
        try:
            return self._kept[end]
        except KeyError:
            pass
        if len(self._kept) >= MOST:
            self._kept.clear()
        found = self._kept[end] = self._unpack(self._values[self._starts[position] : end])
        return found

    def get(self, position: int) -> _Value | None:
        """Return the value of a position; None where it has none."""
        return self[position] if self._ends[position] else None


def known_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return words as the objects by which they are known elsewhere too."""
    return tuple(map(intern, words))


def unpacker(kind: type[_Value], words: Sequence[str]) -> Callable[[memoryview], _Value]:
    """Return what unpacks values of a type whose words were numbered."""
    form = _form_of(inspect.type_info(kind), words)
    return lambda packed: form(decode(packed))


def _form_of(info: inspect.Type, words: Sequence[str]) -> _Form:
    """Return what makes a value of a type from the form in which it is packed."""
    if isinstance(info, inspect.StrType):
        return words.__getitem__
    if isinstance(info, inspect.EnumType):
        return {words.index(each.value): each for each in info.cls if each.value in words}.__getitem__
    if isinstance(info, inspect.StructType):
        return _struct_form(info.cls, [_form_of(field.type, words) for field in info.fields])
    if isinstance(info, inspect.DictType):
        return _dict_form(_form_of(info.key_type, words), _form_of(info.value_type, words))
    return _form_of_many(info, words)


def _form_of_many(info: inspect.Type, words: Sequence[str]) -> _Form:
    """Return the form of what holds values of one type; that of a number is the number."""
    if isinstance(info, inspect.FrozenSetType):
        return _many_form(frozenset, _form_of(info.item_type, words))
    if isinstance(info, inspect.VarTupleType):
        return _many_form(tuple, _form_of(info.item_type, words))
    if isinstance(info, inspect.UnionType):
        (one,) = [each for each in info.types if not isinstance(each, inspect.NoneType)]
        return _optional_form(_form_of(one, words))
    return lambda value: value


def _struct_form(kind: type, fields: Sequence[_Form]) -> _Form:
    return lambda packed: kind(*[form(value) for form, value in zip(fields, packed, strict=True)])


def _many_form(kind: Callable[[Any], Any], each: _Form) -> _Form:
    return lambda packed: kind(map(each, packed))


def _dict_form(key: _Form, value: _Form) -> _Form:
    return lambda packed: {key(one): value(other) for one, other in packed.items()}


def _optional_form(form: _Form) -> _Form:
    return lambda packed: None if packed is None else form(packed)
