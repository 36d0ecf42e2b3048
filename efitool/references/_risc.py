"""What RISC architectures do alike: calls by registers, and instructions in rows.

The first arguments are in registers, the others on the stack; a register holds where to return to.
Programs and firmware call alike.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar

from efitool.references._anchors import Pointers
from efitool.references._architecture import Architecture
from efitool.references._image_map import ImageMap, Run
from efitool.references._machine import (
    NOWHERE,
    STACK,
    Branch,
    Call,
    Control,
    Execute,
    State,
    Step,
    Unwatched,
    Value,
)
from efitool.references._pieces import Piece
from efitool.references._registers import forget
from efitool.references.calls import ServiceCall

MAX_SWEPT = 1 << 16
"""Instructions looked at for functions that nothing calls, in a fifth of a second. Shells have 400
KB of code."""

MAX_ASSERTION = 24
"""Instructions of a function that is seen never to return: one that says what failed, and stops.
systemd's has 19 on x86-64."""


class Risc(Architecture):
    """An architecture by the numbers of its registers."""

    register_count: ClassVar[int]
    stack_pointer: ClassVar[int]
    link: ClassVar[int]
    """The register that a call leaves the return address in."""
    arguments: ClassVar[Sequence[int]]
    """The registers of the first arguments."""
    caller_saved: ClassVar[Sequence[int]]
    """The registers that a function need not preserve."""

    def __init__(self, image: ImageMap) -> None:
        super().__init__(image)
        self._guids: Container[int] = ()
        self._unswept = MAX_SWEPT
        self._returning: dict[int, bool] = {}

    @abstractmethod
    def scan(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        """Find what `pieces` returns."""

    @abstractmethod
    def row(self, state: State, run: Run, rva: int) -> Iterator[Step]:
        """Execute the instructions of a run that stand behind each other, whatever they do."""

    def steps(self, state: State, rva: int) -> Iterator[Step]:
        """Execute the instructions from ``rva`` on; there are none where no code is."""
        run = self.image.run_at(rva)
        return self.row(state, run, rva) if run and run.code else iter(())

    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterator[Piece]:
        self._guids = data
        return self.scan(known, data)

    def seams(self, start: int, rva: int) -> Iterator[int]:
        """Yield what follows an instruction that control does not pass; padding does no harm."""
        passed = True
        for at, following, control in islice(self.steps(self._idle(), start), self._unswept):
            if at >= rva:
                break
            self._unswept -= 1
            if not passed:
                yield at
            passed = self._passes(control, following)

    def returns(self, function: int) -> bool:
        found = self._returning.get(function)
        if found is None:
            found = self._returning[function] = self._may_return(function)
        return found

    def registers(self) -> list[Value | None]:
        registers: list[Value | None] = [None] * self.register_count
        registers[self.stack_pointer] = Value(STACK, 0, NOWHERE)
        return registers

    def run(
        self, state: State, rva: int, seen: set[int], stops: Container[int], limit: int
    ) -> tuple[int, Control]:
        pointers = state.watcher
        if not isinstance(pointers, Pointers):
            pointers = state.watcher = Pointers(state.watcher, self._guids)
        at, control = rva, None
        for at, following, control in islice(self.steps(state, rva), limit):
            seen.add(at)
            if pointers.new:
                pointers.release(self, state, following)
            if control != following or control in seen or control in stops:
                break
        return at, control

    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        if not isinstance(call.target, Value):
            return None
        return ServiceCall(call.target, lambda index: self._argument(state, index))

    def passed(self, state: State) -> Sequence[Value]:
        return [state.read(register) for register in self.arguments]

    def enter(self, state: State, call: Call) -> None:
        """Nothing moves but the return address."""
        state.registers[self.link] = None

    def leave(self, state: State, *, by_firmware: bool) -> None:
        forget(state, self.caller_saved)

    def _passes(self, control: Control, following: int) -> bool:
        """Whether control may come to what follows an instruction."""
        if isinstance(control, Call):
            target = control.target
            comes_back = not isinstance(target, int) or self.returns(target)
            return control.next is not None and comes_back
        return isinstance(control, Branch) or control == following

    def _may_return(self, function: int) -> bool:
        """Whether a function may come back to its caller: not if all its ways end in circles."""
        seen: set[int] = set()
        pending = [function]
        while pending:
            for at, following, control in self.steps(self._idle(), pending.pop()):
                if at in seen:
                    break
                seen.add(at)
                if isinstance(control, Call):
                    control = control.next
                if control is None or len(seen) > MAX_ASSERTION:
                    return True
                if control != following:
                    pending.extend(control if isinstance(control, Branch) else (control,))
                    break
            else:
                return True
        return False

    def _idle(self) -> State:
        """Return a state to execute instructions in for the sake of where control goes."""
        return State(self.image, Unwatched(), self.registers(), {})

    def _argument(self, state: State, index: int) -> Value:
        """Return an argument: in a register, or on the stack behind those that are."""
        behind = index - len(self.arguments)
        if behind < 0:
            return state.read(self.arguments[index])
        top = state.read(self.stack_pointer)
        return state.load(top.plus(self.word * behind, top.source), self.word)


def row_of_words(execute: Execute, state: State, run: Run, rva: int) -> Iterator[Step]:
    """Execute instructions of which each is a word of 32 bits."""
    code, start = run.data, run.rva
    for at in range(rva, run.end, 4):
        word = int.from_bytes(code[at - start : at - start + 4], "little")
        yield at, at + 4, execute(state, at, word)
