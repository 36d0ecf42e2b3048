"""What the rest of `references` asks of an instruction set: one module implements it each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Mapping, Sequence

from efitool.references._image_map import ImageMap
from efitool.references._machine import Call, Control, State, Value
from efitool.references._pieces import Piece
from efitool.references.calls import ServiceCall


class Architecture(ABC):
    """An instruction set and its calling conventions, at work on one image."""

    word = 8
    """Bytes of a general register."""

    def __init__(self, image: ImageMap) -> None:
        self.image = image

    @abstractmethod
    def pieces(self, known: Iterable[bytes], data: Mapping[int, bytes]) -> Iterable[Piece]:
        """Find what may refer to a known GUID, without disassembling everything.

        ``data`` says which GUIDs stand in the image, by RVA. Pieces may be false, and need not
        be complete.
        """

    @abstractmethod
    def table_loads(self) -> Iterable[int]:
        """Return RVAs of code that may copy the address of a services table to a variable."""

    @abstractmethod
    def starts(self) -> Sequence[int]:
        """Return RVAs, in order, that look like starts of functions."""

    def seams(self, start: int, rva: int) -> Iterable[int]:
        """Yield RVAs from ``start`` to ``rva`` that control does not reach from what is before.

        One of them starts the function that holds ``rva`` where only a pointer leads to it, so
        that it is not among ``starts``. None where functions have marks of their own.
        """
        return ()

    def returns(self, function: int) -> bool:
        """Whether the function at an RVA may come back to its caller."""
        return True

    @abstractmethod
    def registers(self) -> list[Value | None]:
        """Return the registers at the start of a function: the stack pointer is `STACK`."""

    @abstractmethod
    def run(
        self, state: State, rva: int, seen: set[int], stops: Container[int], limit: int
    ) -> tuple[int, Control]:
        """Execute instructions from ``rva`` on and return the last one and where control goes.

        That is to what follows in a row, until the row ends, meets what is in ``seen`` or
        ``stops``, or is ``limit`` long. What is executed joins ``seen``. What is not modelled
        leaves its results unknown. Never raises, whatever the bytes.
        """

    @abstractmethod
    def service_call(self, state: State, call: Call) -> ServiceCall | None:
        """Return how a call looks if it calls an EFI service; None if it cannot be one."""

    @abstractmethod
    def passed(self, state: State) -> Sequence[Value]:
        """Return what any call may be passing, in the order of the parameters."""

    @abstractmethod
    def enter(self, state: State, call: Call) -> None:
        """Make the caller's state the callee's; ``call.next`` None means a tail call."""

    @abstractmethod
    def leave(self, state: State, *, by_firmware: bool) -> None:
        """Forget the registers that a call, of the image's own code or not, does not preserve."""
