"""Walks code from the starts of functions and sees where GUIDs come together and go.

Only functions that hold a candidate are walked, each from its start, depth first along real
control flow, each instruction once. What a path leaves in registers and memory is known exactly
or not at all, so a GUID that is seen to stand in memory stands there when the code runs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from efitool.model.reference import Call as NamedCall
from efitool.model.reference import Form, Grade
from efitool.references import calls
from efitool.references._architecture import Architecture
from efitool.references._machine import IMAGE, NOWHERE, Branch, Call, State, Value
from efitool.references._pieces import GUID_SIZE, NEAR, Piece, complete, groups

MAX_STEPS = 100_000
"""Instructions executed for one image, with those of calls that are followed. Kernels' stubs take
7,000, loaders up to 50,000, shells 60,000. The rest is reported as seen near each other."""

MAX_PENDING = 500
"""Ways not yet taken that a walk remembers. Stubs and loaders leave fewer than a hundred."""

MAX_STEPS_OF_CALL = 1_000
"""Instructions of a function that a GUID is passed to: helpers that call a service are short."""

MAX_DEPTH = 3
"""Calls followed into calls: Linux's setup_gop() needs one, loaders' wrappers two."""

PIECE_SIZES = (4, 8, 16)
"""Bytes of a GUID that one store writes, in any order."""

FIELD_SIZES = (1, 2)
"""Bytes that are only written field by field: in order, so that the last completes the GUID."""


class Sighting:
    """A reference while it is being collected."""

    __slots__ = ("calls", "form", "grade")

    def __init__(self, form: Form, grade: Grade) -> None:
        self.form = form
        self.grade = grade
        self.calls: list[NamedCall] = []


class Walk:
    """Walks one image's code; ``sightings`` maps (GUID, RVA) to what was seen there.

    ``data`` says which GUIDs stand in the image, by RVA.
    """

    def __init__(
        self, architecture: Architecture, known: frozenset[bytes], data: Mapping[int, bytes]
    ) -> None:
        self.sightings: dict[tuple[bytes, int], Sighting] = {}
        self._architecture = architecture
        self._known = known
        self._data = data
        self._starts = architecture.starts()
        self._is_start = frozenset(self._starts)
        self._tables: dict[int, calls.Table] = {}
        self._used: set[tuple[bytes, int]] = set()
        self._pointers: set[int] = set()
        self._reached: set[int] = set()
        self._steps = MAX_STEPS
        self._apart: dict[tuple[bytes, tuple[int, ...]], Form] = {}
        self._pieces = complete(architecture.pieces(known, data), self._starts)
        self._places = _places({*data.values(), *(piece.guid for piece in self._pieces)})

    def run(self) -> Mapping[tuple[bytes, int], Sighting]:
        """Walk every function that may matter and return ``sightings``."""
        if not self._pieces:
            return self.sightings
        for rva in self._architecture.table_loads():
            self._reach(rva)
        if self._tables:  # what was walked before they were known may call through them
            self._reached.clear()
        for piece in self._pieces:
            self._reach(piece.rva)
        self._see_apart()
        for group in groups(p for p in self._pieces if self._is_unexplained(p)):
            form = Form.POINTER if group[0].address else Form.IMMEDIATE
            key = group[0].guid, group[0].rva
            self.sightings.setdefault(key, Sighting(form, Grade.WEAK))
        return self.sightings

    def stored(self, state: State, address: Value, content: bytes) -> None:
        """See whether bytes that now stand in memory complete a GUID."""
        for guid, at in self._places.get(content, ()):
            found = state.bytes_at(address.plus(-at, address.source), GUID_SIZE)
            if found is not None and found[0] == guid:
                sources = found[1]
                form = Form.POINTER if sources[0] in self._pointers else Form.IMMEDIATE
                if max(sources) - min(sources) <= NEAR:
                    self._see(guid, sources, form)
                else:
                    self._apart[guid, sources] = form

    def filled(self, rva: int, value: Value) -> None:
        """See whether a variable of the image now holds a table."""
        table = calls.table(value, self._tables)
        if table is not None:
            self._tables[rva] = table

    def pointed(self, address: Value) -> None:
        """See whether an address within the image is that of a GUID."""
        guid = self._data.get(address.offset)
        if guid is not None:
            self._pointers.add(address.source)
            self._see(guid, (address.source,), Form.POINTER)

    def _see_apart(self) -> None:
        """See the GUIDs whose pieces met from afar.

        Some are of another copy, which the next store replaced: those belong to that copy.
        """
        for (guid, sources), form in self._apart.items():
            if self._used.isdisjoint((guid, source) for source in sources):
                self._see(guid, sources, form)

    def _is_unexplained(self, piece: Piece) -> bool:
        """Whether a piece is of no reference yet. An address that was reached is no address."""
        if piece.address and piece.rva in self._reached:
            return False
        return (piece.guid, piece.rva) not in self._used

    def _see(self, guid: bytes, sources: tuple[int, ...], form: Form) -> Sighting:
        self._used.update((guid, source) for source in sources)
        return self.sightings.setdefault((guid, min(sources)), Sighting(form, Grade.STRONG))

    def _reach(self, rva: int) -> None:
        """Walk the function that holds an instruction; failing that, from the instruction on."""
        for start in self._candidates(rva):
            if rva in self._reached:
                return
            self._walk(start, self._fresh(), self._reached, MAX_STEPS, 0)

    def _candidates(self, rva: int) -> Iterator[int]:
        """Yield where the function that holds an instruction may start, the likeliest first."""
        nearest = bisect_right(self._starts, rva) - 1
        if nearest >= 0:
            start = self._starts[nearest]
            yield start
            yield from self._architecture.seams(start, rva)
        yield rva

    def _fresh(self) -> State:
        architecture = self._architecture
        return State(architecture.image, self, architecture.registers(), {})

    def _walk(self, start: int, state: State, seen: set[int], limit: int, depth: int) -> None:
        """Execute what is not in ``seen``: no more than ``limit`` instructions."""
        run = self._architecture.run
        is_start = self._is_start
        before = len(seen)
        bound = before + min(limit, self._steps)
        pending = [(start, state)]
        while pending:
            rva, state = pending.pop()
            while rva not in seen and len(seen) < bound:
                rva, control = run(state, rva, seen, is_start, bound - len(seen))
                if isinstance(control, Branch):
                    control, second = control
                    if second not in seen and len(pending) < MAX_PENDING:
                        pending.append((second, state.fork()))
                elif isinstance(control, Call):
                    self._call(state, rva, control, depth)
                    target = control.target
                    returns = not isinstance(target, int) or self._architecture.returns(target)
                    control = control.next if returns else None
                if control is None:
                    break
                if control in is_start and control != start:
                    self._call(state, rva, Call(control, None), depth)
                    break
                rva = control
        self._steps -= len(seen) - before

    def _call(self, state: State, rva: int, call: Call, depth: int) -> None:
        """See which GUIDs a call passes, and to what; leave what it leaves behind."""
        architecture = self._architecture
        passed = architecture.passed(state)
        service_call = architecture.service_call(state, call)
        slot = calls.slot(service_call, self._tables) if service_call else None
        service = calls.SERVICES.get(slot) if slot else None
        if service_call and service:
            for value in calls.guid_arguments(service, service_call):
                self._see_call(state, value, NamedCall(service.name, rva))
        elif isinstance(call.target, int):
            given = self._see_values(state, passed) or any(
                self._guid_at(state, value) for value in passed
            )
            if given and depth < MAX_DEPTH:
                callee = state.fork()
                architecture.enter(callee, call)
                self._walk(call.target, callee, set(), MAX_STEPS_OF_CALL, depth + 1)
        if call.next is not None:
            self._lend(state, passed)
            firmware = slot is not None and isinstance(call.target, Value)
            architecture.leave(state, by_firmware=firmware)

    def _see_call(self, state: State, value: Value, call: NamedCall) -> None:
        found = self._guid_at(state, value)
        if found:
            guid, sources = found
            form = Form.POINTER if value.base is IMAGE else Form.IMMEDIATE
            seen = self._see(guid, sources, form).calls
            if call not in seen:
                seen.append(call)

    def _see_values(self, state: State, passed: Sequence[Value]) -> bool:
        """See the GUIDs that are passed by value, in several words; return whether to follow one.

        Those that code builds in registers are only compared by who gets them (Linux's
        ``get_efi_config_table()``); those that it loads go on to services (shim).
        """
        loaded = False
        word = self._architecture.word
        for at, value in enumerate(passed):
            content = state.content(word, value)
            for guid, start in self._places.get(content, ()) if content else ():
                words = passed[at : at + GUID_SIZE // word]
                sources = tuple(value.source for value in words)
                held = (state.content(word, value) or b"" for value in words)
                if start == 0 and NOWHERE not in sources and b"".join(held) == guid:
                    form = Form.POINTER if value.source in self._pointers else Form.IMMEDIATE
                    self._see(guid, sources, form)
                    loaded = loaded or value.base is not None
        return loaded

    def _guid_at(self, state: State, value: Value) -> tuple[bytes, tuple[int, ...]] | None:
        """Return the known GUID at an address, and the sources of its pieces."""
        base, offset, _ = value
        if (base, offset) not in state.memory and (base is not IMAGE or offset not in self._data):
            return None
        found = state.bytes_at(value, GUID_SIZE)
        if found is None or found[0] not in self._known or NOWHERE in found[1]:
            return None
        return found

    def _lend(self, state: State, passed: Sequence[Value]) -> None:
        """Forget what a callee may write through a pointer. None writes to a GUID it is given."""
        for value in passed:
            key = value[:2]
            if key in state.memory and not self._guid_at(state, value):
                state.forget(value, 1)


def _places(guids: set[bytes]) -> Mapping[bytes, list[tuple[bytes, int]]]:
    """Return which bytes are a piece of which GUID, and where in it."""
    places = defaultdict(list)
    for guid in guids:
        for size in PIECE_SIZES:
            for at in range(0, GUID_SIZE, size):
                places[guid[at : at + size]].append((guid, at))
        for size in FIELD_SIZES:
            places[guid[-size:]].append((guid, GUID_SIZE - size))
    return dict(places)
