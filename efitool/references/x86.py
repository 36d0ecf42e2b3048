"""x86-64 and i386.

EFI services take their arguments in rcx, rdx, r8, r9 and on the stack behind 32 bytes of room
on x86-64, and on the stack on i386 (UEFI 2.10, 2.3.4.2 and 2.3.2.2). What an image does inside
is its own matter: GNU compilers use rdi, rsi, rdx, rcx, r8, r9 (System V ABI, AMD64, 3.2.3).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from efitool.references import _x86_functions, _x86_scan
from efitool.references._architecture import Architecture
from efitool.references._image_map import ImageMap
from efitool.references._machine import NOWHERE, STACK, Call, Control, State, Value
from efitool.references._pieces import Piece
from efitool.references._x86_cpu import Cpu
from efitool.references._x86_operands import (
    R8,
    R9,
    R11,
    RAX,
    RCX,
    RDI,
    RDX,
    REGISTERS,
    RSI,
    RSP,
    XMM,
)
from efitool.references.calls import ServiceCall

MICROSOFT = (RCX, RDX, R8, R9)
SYSTEM_V = (RDI, RSI, RDX, RCX, R8, R9)
HOME = 32
"""Bytes of stack that a Microsoft caller leaves free for the register arguments."""

CLOBBERED_64 = (slice(RAX, RDX + 1), slice(RSI, R11 + 1), slice(XMM, REGISTERS))
"""Registers that either convention lets a function change."""

CLOBBERED_MICROSOFT = (slice(RAX, RDX + 1), slice(R8, R11 + 1), slice(XMM, XMM + 6))
"""Registers that firmware may change (UEFI 2.10, 2.3.4.2)."""

CLOBBERED_32 = (slice(RAX, RDX + 1), slice(XMM, REGISTERS))

PASSED_ON_STACK = 7
"""Words on the stack that an i386 call may be passing: shim's ``get_variable()`` takes three, and
the four of a GUID."""

MAX_SWEPT = 1 << 18
"""Bytes of code looked at for functions that nothing calls. Shells and GRUB have 130 KB."""


class _X86(Architecture):
    """What the two have in common: instructions and the stack."""

    bits: int
    clobbered: tuple[slice, ...]
    clobbered_by_firmware: tuple[slice, ...]

    def __init__(self, image: ImageMap) -> None:
        super().__init__(image)
        self._cpu = Cpu(image, self.bits)
        self._unswept = MAX_SWEPT
        self._returning: dict[int, bool] = {}

    def starts(self) -> Sequence[int]:
        return _x86_functions.starts(self.image)

    def seams(self, start: int, rva: int) -> Iterable[int]:
        run = self.image.run_at(rva)
        first = max(start, rva - self._unswept)
        if run is None or first < run.rva:
            return ()
        self._unswept -= rva - first
        return _x86_functions.seams(run, self.bits, first, rva, self.returns)

    def returns(self, function: int) -> bool:
        found = self._returning.get(function)
        if found is None:
            run = self.image.run_at(function)
            found = run is None or _x86_functions.returns(run, self.bits, function)
            self._returning[function] = found
        return found

    def registers(self) -> list[Value | None]:
        registers: list[Value | None] = [None] * REGISTERS
        registers[RSP] = Value(STACK, 0, NOWHERE)
        return registers

    def run(
        self, state: State, rva: int, seen: set[int], stops: Container[int], limit: int
    ) -> tuple[int, Control]:
        return self._cpu.run(state, rva, seen, stops, limit)

    def enter(self, state: State, call: Call) -> None:
        if call.next is not None:
            self._cpu.push(state, Value(None, call.next, NOWHERE))

    def leave(self, state: State, *, by_firmware: bool) -> None:
        for some in self.clobbered_by_firmware if by_firmware else self.clobbered:
            state.registers[some] = [None] * (some.stop - some.start)

    def _stacked(self, state: State, offset: int) -> Value:
        top = state.read(RSP)
        return self._cpu.locate(state.load(top.plus(offset, NOWHERE), self._cpu.word))


class Amd64(_X86):
    """x86-64."""

    bits = 64
    clobbered = CLOBBERED_64
    clobbered_by_firmware = CLOBBERED_MICROSOFT

    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterable[Piece]:
        return _x86_scan.pieces_64(self.image, known, data)

    def table_loads(self) -> Iterable[int]:
        return _x86_functions.table_loads(self.image, _x86_functions.TABLE_LOAD_64)

    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        if isinstance(call.target, Value):
            return ServiceCall(call.target, lambda n: self._argument(state, n))
        function = state.read(RDI)
        if call.target is None or function.base is None or function.base.origin is None:
            return None
        return ServiceCall(function.base.origin, lambda n: self._thunk_argument(state, n))

    def passed(self, state: State) -> Sequence[Value]:
        held = [state.registers[register] for register in SYSTEM_V]
        return [self._cpu.locate(value) for value in held if value is not None]

    def _argument(self, state: State, index: int) -> Value:
        if index < len(MICROSOFT):
            return self._cpu.locate(state.read(MICROSOFT[index]))
        return self._stacked(state, HOME + 8 * (index - len(MICROSOFT)))

    def _thunk_argument(self, state: State, index: int) -> Value:
        """Linux calls 32-bit firmware by ``efi64_thunk(function, ...)``, System V throughout.

        Linux v6.12, arch/x86/boot/compressed/efi_mixed.S.
        """
        index += 1
        if index < len(SYSTEM_V):
            return state.read(SYSTEM_V[index])
        return self._stacked(state, 8 * (index - len(SYSTEM_V)))


class I386(_X86):
    """i386."""

    bits = 32
    word = 4
    clobbered = clobbered_by_firmware = CLOBBERED_32

    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterable[Piece]:
        return _x86_scan.pieces_32(self.image, known, data)

    def table_loads(self) -> Iterable[int]:
        return _x86_functions.table_loads(self.image, _x86_functions.TABLE_LOAD_32)

    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        if isinstance(call.target, Value):
            return ServiceCall(call.target, lambda n: self._stacked(state, 4 * n))
        return None

    def passed(self, state: State) -> Sequence[Value]:
        """Return the registers of Linux's ``-mregparm=3`` and the stack."""
        held = (state.registers[register] for register in (RAX, RDX, RCX))
        return [
            *(self._cpu.locate(value) for value in held if value is not None),
            *(self._stacked(state, 4 * n) for n in range(PASSED_ON_STACK)),
        ]
