"""Executes x86 instructions on the abstract machine.

What compilers use to build GUIDs, to pass their addresses and to load tables is modelled; of
everything else only which registers and which memory it writes (Intel SDM volume 2).
"""

from __future__ import annotations

from collections.abc import Callable

from iced_x86 import (
    Decoder,
    FlowControl,
    Instruction,
    InstructionInfoFactory,
    Mnemonic,
    OpAccess,
    OpKind,
)

from efitool.references._image_map import ImageMap
from efitool.references._machine import IMAGE, Branch, Call, Control, State, Value, unknown
from efitool.references._x86_operands import (
    MEMORY_SIZE,
    NUMBER,
    RBP,
    RCX,
    RDI,
    RSI,
    RSP,
    SIZE,
    Operands,
    members,
)

MAX_COPY = 64
"""Bytes of a ``rep movs`` that are followed, four at a time: GUIDs, seldom more than two."""

MAX_COPIES = 2_000
"""Copies followed in one image, since they cost many steps. A kernel's i386 stub has 55."""

GET_PC = {bytes((0x8B, 4 | n << 3, 0x24, 0xC3)): n for n in range(8)}
"""``mov r32, [esp]; ret`` and its register: i386 -fPIC code calls it to learn where it is."""


WRITES = frozenset(
    (OpAccess.WRITE, OpAccess.COND_WRITE, OpAccess.READ_WRITE, OpAccess.READ_COND_WRITE)
)


ENDS = frozenset((FlowControl.RETURN, FlowControl.INTERRUPT, FlowControl.EXCEPTION))

MNEMONICS = members(Mnemonic)
CONDITIONAL = [n for name, n in MNEMONICS.items() if name[0] == "J" and name[:3] != "JMP"]
LOOPS = [MNEMONICS[name] for name in ("LOOP", "LOOPE", "LOOPNE")]
WITHOUT_RESULT = [MNEMONICS[name] for name in ("TEST", "CMP", "NOP", "ENDBR64", "ENDBR32")]
MOVES = [
    MNEMONICS["MOV" + kind] for kind in ("", "UPS", "APS", "UPD", "APD", "DQA", "DQU", "Q", "D")
]
STRINGS = [MNEMONICS[name + width] for name in ("MOVS", "STOS") for width in "BWDQ"]


class Cpu(Operands):
    """Executes the code of one image, ``bits`` 32 or 64."""

    def __init__(self, image: ImageMap, bits: int) -> None:
        super().__init__(image, bits)
        self._decoders: dict[int, Decoder] = {}
        self._decoder = Decoder(bits, b"")
        self._instruction = Instruction()
        self._info = InstructionInfoFactory()
        self._handlers = self._table()
        self._copies = 0

    def step(self, state: State, rva: int) -> Control:
        """Execute the instruction at ``rva`` and say where control goes."""
        if self._decoder.ip != rva and not self._seek(rva):
            return None
        i = self._instruction
        self._decoder.decode_out(i)
        return self._handlers[i.mnemonic](state, i)

    def _seek(self, rva: int) -> bool:
        """Make the decoder stand at ``rva``, if code is there."""
        run = self.image.run_at(rva)
        if run is None or not run.code:
            return False
        decoder = self._decoders.get(run.rva)
        if decoder is None:
            decoder = self._decoders[run.rva] = Decoder(self.bits, run.data, ip=run.rva)
        decoder.position = rva - run.rva
        decoder.ip = rva
        self._decoder = decoder
        return True

    def _table(self) -> list[Callable[[State, Instruction], Control]]:
        """Return what executes which mnemonic, by its number."""
        handlers = dict.fromkeys(MNEMONICS.values(), self._other)
        handlers.update(dict.fromkeys(CONDITIONAL, self._branch))
        handlers.update(dict.fromkeys(LOOPS, self._loop))
        handlers.update(dict.fromkeys(WITHOUT_RESULT, self._nothing))
        handlers.update(dict.fromkeys(MOVES, self._mov))
        handlers.update(dict.fromkeys(STRINGS, self._string))
        handlers[Mnemonic.INVALID] = self._end_of_path
        handlers[Mnemonic.LEA] = self._lea
        handlers[Mnemonic.PUSH] = self._push
        handlers[Mnemonic.POP] = self._pop
        handlers[Mnemonic.LEAVE] = self._leave
        handlers[Mnemonic.ADD] = self._add
        handlers[Mnemonic.SUB] = self._add
        handlers[Mnemonic.AND] = self._and
        handlers[Mnemonic.XOR] = self._xor
        handlers[Mnemonic.CALL] = self._call
        handlers[Mnemonic.JMP] = self._jmp
        return [handlers[number] for number in range(len(handlers))]

    def _end_of_path(self, state: State, i: Instruction) -> Control:
        return None

    def _branch(self, state: State, i: Instruction) -> Control:
        return Branch(i.next_ip, i.near_branch_target)

    def _loop(self, state: State, i: Instruction) -> Control:
        state.registers[RCX] = None
        return Branch(i.next_ip, i.near_branch_target)

    def _nothing(self, state: State, i: Instruction) -> Control:
        return i.next_ip

    def _mov(self, state: State, i: Instruction) -> Control:
        kind = i.op1_kind
        if kind == OpKind.REGISTER:
            value = self.register(state, i.op1_register)
        elif kind == OpKind.MEMORY:
            value = state.load(self.address(state, i), MEMORY_SIZE[i.memory_size])
        else:
            value = self.immediate(state, i, 1)
        if i.op0_kind == OpKind.REGISTER:
            self.set_register(state, i.op0_register, value)
        else:
            state.store(self.written(state, i), MEMORY_SIZE[i.memory_size], value)
        return i.next_ip

    def _lea(self, state: State, i: Instruction) -> Control:
        address = self.address(state, i)
        address = Value(address.base, address.offset, i.ip)
        if address.base is IMAGE:
            state.watcher.pointed(address)
        self.set_register(state, i.op0_register, address)
        return i.next_ip

    def _push(self, state: State, i: Instruction) -> Control:
        kind = i.op0_kind
        if kind == OpKind.REGISTER:
            value = self.register(state, i.op0_register)
        elif kind == OpKind.MEMORY:
            value = state.load(self.address(state, i), self.word)
        else:
            value = self.immediate(state, i, 0)
        self.push(state, value)
        return i.next_ip

    def push(self, state: State, value: Value) -> None:
        """Put a word on the stack."""
        top = state.read(RSP).plus(-self.word, value.source)
        state.registers[RSP] = top
        state.store(top, self.word, value)

    def _pop(self, state: State, i: Instruction) -> Control:
        top = state.read(RSP)
        state.registers[RSP] = top.plus(self.word, i.ip)
        value = state.load(top, self.word)
        if i.op0_kind == OpKind.REGISTER:
            self.set_register(state, i.op0_register, value)
        else:
            state.store(self.written(state, i), self.word, value)
        return i.next_ip

    def _leave(self, state: State, i: Instruction) -> Control:
        frame = state.read(RBP)
        state.registers[RBP] = state.load(frame, self.word)
        state.registers[RSP] = frame.plus(self.word, i.ip)
        return i.next_ip

    def _add(self, state: State, i: Instruction) -> Control:
        if i.op0_kind != OpKind.REGISTER:
            return self._other(state, i)
        size = SIZE[i.op0_register]
        value = self.register(state, i.op0_register)
        if i.op1_kind == OpKind.REGISTER:
            other = self.register(state, i.op1_register)
        elif i.op1_kind == OpKind.MEMORY:
            return self._other(state, i)
        else:
            other = Value(None, _signed(i.immediate(1), size), i.ip)
        if i.mnemonic == Mnemonic.SUB:
            other = Value(other.base, -other.offset, i.ip) if other.base is None else unknown()
        elif value.base is None:
            value, other = other, value
        result = value.plus(other.offset, i.ip) if other.base is None else unknown()
        self.set_register(state, i.op0_register, result)
        return i.next_ip

    def _and(self, state: State, i: Instruction) -> Control:
        """Model the alignment of the stack pointer, as if the caller's were aligned."""
        if NUMBER[i.op0_register] == RSP and i.op1_kind not in (OpKind.REGISTER, OpKind.MEMORY):
            top = state.read(RSP)
            mask = _signed(i.immediate(1), self.word)
            state.registers[RSP] = Value(top.base, top.offset & mask, i.ip)
            return i.next_ip
        return self._other(state, i)

    def _xor(self, state: State, i: Instruction) -> Control:
        if i.op0_kind == i.op1_kind == OpKind.REGISTER and i.op0_register == i.op1_register:
            self.set_register(state, i.op0_register, Value(None, 0, i.ip))
            return i.next_ip
        return self._other(state, i)

    def _string(self, state: State, i: Instruction) -> Control:
        """Copy or fill memory; SSE2's ``movsd`` shares the name of one of these."""
        if not i.is_string_instruction:
            return self._other(state, i)
        to, source, count = state.read(RDI), state.read(RSI), state.read(RCX)
        copies = i.op1_kind != OpKind.REGISTER
        repeats = i.has_rep_prefix or i.has_repne_prefix
        times = count if repeats else Value(None, 1, i.ip)
        size = times.offset * MEMORY_SIZE[i.memory_size]
        if times.base is not None:
            state.forget_all(to.base)
            state.registers[RDI] = state.registers[RSI] = state.registers[RCX] = None
            return i.next_ip
        if copies and size <= MAX_COPY and size % 4 == 0 and self._copies < MAX_COPIES:
            self._copies += 1
            for at in range(0, size, 4):
                value = state.load(source.plus(at, source.source), 4)
                state.store(to.plus(at, to.source), 4, value)
        else:
            state.forget(to, size)
        state.registers[RDI] = to.plus(size, i.ip)
        if copies:
            state.registers[RSI] = source.plus(size, i.ip)
        if repeats:
            state.registers[RCX] = Value(None, 0, i.ip)
        return i.next_ip

    def _call(self, state: State, i: Instruction) -> Control:
        if i.flow_control == FlowControl.INDIRECT_CALL:
            return Call(self._target(state, i), i.next_ip)
        target = i.near_branch_target
        here = Value(IMAGE, i.next_ip, i.ip)
        if target == i.next_ip:
            self.push(state, here)
            return target
        thunk = GET_PC.get(self.image.read(target, 4) or b"") if self.bits == 32 else None
        if thunk is not None:
            state.registers[thunk] = here
            return i.next_ip
        return Call(target, i.next_ip)

    def _jmp(self, state: State, i: Instruction) -> Control:
        if i.flow_control == FlowControl.INDIRECT_BRANCH:
            return Call(self._target(state, i), None)
        return i.near_branch_target

    def _target(self, state: State, i: Instruction) -> int | Value | None:
        """Return where an indirect branch goes, or where it has its target from."""
        if i.op0_kind == OpKind.MEMORY:
            return self.address(state, i)
        base, offset, _ = self.register(state, i.op0_register)
        if base is IMAGE:
            return offset
        return base.origin if base and offset == 0 else None

    def _other(self, state: State, i: Instruction) -> Control:
        """Forget what an instruction writes."""
        if i.flow_control in ENDS:
            return None
        info = self._info.info(i)
        if i.op0_kind == OpKind.MEMORY and info.op0_access in WRITES:
            state.forget(self.written(state, i), MEMORY_SIZE[i.memory_size])
        grows = i.stack_pointer_increment
        if grows:
            state.registers[RSP] = state.read(RSP).plus(grows, i.ip)
        for used in info.used_registers():
            if used.access in WRITES:
                number = NUMBER[used.register]
                if number is not None and not (grows and number == RSP):
                    state.registers[number] = None
        return i.next_ip


def _signed(number: int, size: int) -> int:
    """Read the low ``size`` bytes of a number as a signed one."""
    half = 1 << 8 * size - 1
    return (number + half) % (2 * half) - half
