"""Many events that an actor does in a row, whatever comes of them.

An event costs a few microseconds: to be made, judged, noted. A hundred thousand regions and a
million requests are too many of them, and nearly always all are the same: memory is accepted
that nobody has accepted, because a bitmap says so. A burst has the result of all in one bitmap,
made in a tight loop; its events are named when somebody looks at them.

Where the platform has something to say of any of them, they are played one by one instead. Both
ways come to the same.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TypeAlias, overload

from efitool.replay.bitmap import Bitmap
from efitool.replay.events import Accept, Actor, Mark
from efitool.replay.unaccepted import Unaccepted

Row: TypeAlias = tuple[type[Accept] | type[Mark], int, int]
"""What an event is, its start and its end."""


class Burst(Sequence[Accept | Mark]):
    """The events in their order, and what they come to if all accept unaccepted memory."""

    __slots__ = ()

    actor: Actor

    @abstractmethod
    def event(self, n: int) -> Accept | Mark:
        """Return one of the events."""

    @abstractmethod
    def sizes(self) -> Iterable[int]:
        """Yield how many bytes each of the events accepts."""

    @abstractmethod
    def rows(self) -> Iterable[Row]:
        """Yield what `event` returns without making it: for who tells a million of them."""

    @abstractmethod
    def is_plain(self, unaccepted: Unaccepted) -> bool:
        """Tell whether nobody has accepted before what any of the events accepts."""

    @abstractmethod
    def change(self, table: Bitmap, unaccepted: Unaccepted) -> None:
        """Do what all of the events do, provided that `is_plain`."""

    @overload
    def __getitem__(self, index: int) -> Accept | Mark: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Accept | Mark, ...]: ...
    def __getitem__(self, index: int | slice) -> Accept | Mark | tuple[Accept | Mark, ...]:
        numbers = range(len(self))[index]
        return self.event(numbers) if isinstance(numbers, int) else tuple(map(self.event, numbers))
