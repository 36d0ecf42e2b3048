"""A tiny abstract machine: enough of a computer to see where values come from and go to.

A `Value` is a distance from a `Symbol`, or a plain number. What was never written reads as a
new symbol that remembers the address it was loaded from, and reads as the same symbol again:
so provenance falls out. After ``mov rax, [rip+systab]; mov rax, [rax+0x60]`` rax is a symbol
loaded from 0x60 behind a symbol loaded from the image: the boot services. Two symbols are
taken never to overlap.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from efitool.references._image_map import ImageMap

WIDEST = 16
"""Bytes in the largest piece that one store writes: a 128-bit register."""

GRAIN = 4
"""Compilers keep nearly all pieces at multiples of this: neighbours are looked for there first."""

MAX_MEMORY = 1_000
"""Pieces of memory that a state remembers; then it forgets them all. Loaders need 150."""

NOWHERE = -1
"""The source of what no instruction made."""


class Symbol:
    """Something unknown. ``origin`` is where it was loaded from, ``size`` how many bytes."""

    __slots__ = ("origin", "size")

    def __init__(self, origin: Value | None = None, size: int = 0) -> None:
        self.origin = origin
        self.size = size


class Value(NamedTuple):
    """``base`` + ``offset``, or the number ``offset`` where there is no base.

    ``source`` is the RVA of the instruction that brought the value into the world; copies keep
    it.
    """

    base: Symbol | None
    offset: int
    source: int

    def plus(self, distance: int, source: int) -> Value:
        """The value ``distance`` further on, made by the instruction at ``source``."""
        return make((self.base, self.offset + distance, source))


make = partial(tuple.__new__, Value)
"""Return the `Value` of a tuple, in half the time that its constructor takes."""

IMAGE = Symbol()
"""The base of all image addresses: ``Value(IMAGE, rva, …)``."""

STACK = Symbol()
"""The base of the stack: where its pointer stands when a function starts."""


class Branch(NamedTuple):
    """Control goes one way or the other; ``first`` is the one to look at first."""

    first: int
    second: int


class Call(NamedTuple):
    """Control visits a function and comes back to ``next`` (None: a tail call).

    ``target`` is the RVA of the function (direct) or the address of the pointer to it (indirect;
    None where that is not known).
    """

    target: int | Value | None
    next: int | None


Control: TypeAlias = int | Branch | Call | None
"""What follows an instruction: the RVA of the next one, a fork, a call, or nothing."""

Execute: TypeAlias = Callable[["State", int, int], Control]
"""Executes an instruction: the state, its RVA, and its word or halfword."""

Step: TypeAlias = tuple[int, int, Control]
"""An executed instruction: its RVA, the RVA behind it, and where control goes."""


class Watcher(Protocol):
    """Is told what a state cannot know to matter."""

    def stored(self, state: State, address: Value, content: bytes) -> None:
        """Bytes that are known now stand at ``address``."""

    def filled(self, rva: int, value: Value) -> None:
        """A variable of the image now holds ``value``."""

    def pointed(self, address: Value) -> None:
        """Code took an address within the image."""


class Unwatched:
    """Watches a state that nobody wants to hear of."""

    def stored(self, state: State, address: Value, content: bytes) -> None:
        """Look away."""

    def filled(self, rva: int, value: Value) -> None:
        """Look away."""

    def pointed(self, address: Value) -> None:
        """Look away."""


class State:
    """Registers and memory at one place of one path.

    Registers are numbered by the architecture; None is what nobody has looked at yet.
    ``memory`` maps (base, offset) to the size of a piece and its value; pieces never overlap.
    All its offsets are multiples of ``grain``.
    """

    __slots__ = ("grain", "image", "memory", "registers", "watcher")

    def __init__(
        self,
        image: ImageMap,
        watcher: Watcher,
        registers: list[Value | None],
        memory: dict[tuple[Symbol, int], tuple[int, Value]],
        grain: int = GRAIN,
    ) -> None:
        self.image = image
        self.watcher = watcher
        self.registers = registers
        self.memory = memory
        self.grain = grain

    def fork(self) -> State:
        """Return a copy that goes its own way."""
        return State(
            self.image, self.watcher, self.registers.copy(), self.memory.copy(), self.grain
        )

    def read(self, register: int) -> Value:
        """Return what a register holds; the unknown gets a symbol that stays."""
        value = self.registers[register]
        if value is None:
            value = self.registers[register] = unknown()
        return value

    def load(self, address: Value, size: int) -> Value:
        """Return what ``size`` bytes of memory hold.

        What the image holds stays a symbol, unless it is an address: that is one.
        """
        base, offset, source = address
        if base is None:
            return make((Symbol(address, size), 0, source))
        found = self.memory.get((base, offset))
        if found is not None and found[0] == size:
            value = found[1]
            home = base is IMAGE and _is_home(value, base, offset)
            return make((value.base, value.offset, source)) if home else value
        if base is not IMAGE and found is not None:
            known = self.bytes_at(address, size)
            if known is not None:
                return Value(None, int.from_bytes(known[0], "little"), min(known[1]))
        if base is IMAGE and found is None and offset in self.image.relocated:
            target = self.image.pointer(offset, size)
            if target is not None:
                value = make((IMAGE, target, source))
                self.watcher.pointed(value)
                return value
        value = make((Symbol(address, size), 0, source))
        if found is None:
            self._remember(base, offset, size, value)
        return value

    def store(self, address: Value, size: int, value: Value) -> None:
        """Write ``size`` bytes; ``value`` may be wider than they are."""
        base, offset, _ = address
        if base is None:
            return
        found = self.memory.get((base, offset))
        if found is None or found[0] != size:
            self.forget(address, size)
        number = value.offset
        if value.base is None and number >> 8 * size:
            value = make((None, number & (1 << 8 * size) - 1, value.source))
        self._remember(base, offset, size, value)
        if base is IMAGE:
            self.watcher.filled(offset, value)
        content = self.content(size, value)
        if content is not None:
            self.watcher.stored(self, address, content)

    def forget(self, address: Value, size: int) -> None:
        """Forget every piece that touches ``size`` bytes."""
        if address.base is not None:
            for key in self._touching(address.base, address.offset, size):
                del self.memory[key]

    def forget_all(self, base: Symbol | None) -> None:
        """Forget all that is known behind a symbol."""
        for key in [key for key in self.memory if key[0] is base]:
            del self.memory[key]

    def bytes_at(self, address: Value, size: int) -> tuple[bytes, tuple[int, ...]] | None:
        """Return the bytes in memory and the sources of their pieces, or None if any is unknown.

        Bytes of the image that nothing has overwritten are known, and so are their copies.
        """
        base, offset, source = address
        if base is None:
            return None
        whole = b""
        sources: list[int] = []
        while len(whole) < size:
            found = self.memory.get((base, offset + len(whole)))
            if found is None:
                break
            content = self.content(*found)
            if content is None:
                return None
            home = _is_home(found[1], base, offset + len(whole))
            sources.append(source if home else found[1].source)
            whole += content
        if len(whole) >= size:
            return whole[:size], tuple(sources)
        if base is not IMAGE or not self._is_untouched(offset, size):
            return None
        held = self.image.read(offset, size)
        return None if held is None else (held, (source,))

    def content(self, size: int, value: Value) -> bytes | None:
        """Return the ``size`` bytes of a value, or None if they are unknown."""
        base, offset, _ = value
        if base is None:
            return offset.to_bytes(size, "little")
        origin = base.origin
        if offset == 0 and origin is not None and origin.base is IMAGE and size <= base.size:
            return self.image.read(origin.offset, size)
        return None

    def _is_untouched(self, rva: int, size: int) -> bool:
        """Whether bytes of the image are as the image has them."""
        pieces = self._touching(IMAGE, rva, size)
        return all(_is_home(self.memory[key][1], *key) for key in pieces)

    def _remember(self, base: Symbol, offset: int, size: int, value: Value) -> None:
        if len(self.memory) == MAX_MEMORY:
            self.memory.clear()
        if offset % self.grain:
            self.grain = 1
        self.memory[base, offset] = (size, value)

    def _touching(self, base: Symbol, offset: int, size: int) -> list[tuple[Symbol, int]]:
        memory = self.memory
        if size > WIDEST:
            keys = [key for key in memory if key[0] is base and key[1] < offset + size]
        else:
            grain = self.grain
            first = (offset - WIDEST) // grain * grain + grain
            near = range(first, offset + size, grain)
            keys = [(base, at) for at in near if (base, at) in memory]
        return [key for key in keys if key[1] + memory[key][0] > offset]


def unknown() -> Value:
    """Return a value of which nothing is known."""
    return Value(Symbol(), 0, NOWHERE)


def _is_home(value: Value, base: Symbol, offset: int) -> bool:
    """Whether the image itself put the value there, so that each load is a source anew."""
    origin = value.base.origin if value.base else None
    return base is IMAGE and origin is not None and origin[:2] == (base, offset)
