"""Executes x86 instructions on the abstract machine.

What compilers use to build GUIDs, to pass their addresses and to load tables is modelled; of
everything else only which registers and which memory it writes (Intel SDM volume 2).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TypeAlias

from iced_x86 import (
    Decoder,
    FlowControl,
    Instruction,
    InstructionInfoFactory,
    Mnemonic,
    OpAccess,
)

from efitool.references import _x86_thunks
from efitool.references._image_map import ImageMap
from efitool.references._machine import (
    IMAGE,
    Branch,
    Call,
    Control,
    State,
    Value,
    make,
    unknown,
)
from efitool.references._x86_operands import (
    MEMORY,
    MEMORY_SIZE,
    NUMBER,
    RBP,
    RCX,
    RDI,
    REGISTER,
    RSI,
    RSP,
    SIZE,
    Operands,
)

MAX_COPY = 64
"""Bytes of a ``rep movs`` that are followed, four at a time: GUIDs, seldom more than two."""

MAX_COPIES = 2_000
"""Copies followed in one image, since they cost many steps. A kernel's i386 stub has 55."""

WRITES = frozenset(
    (OpAccess.WRITE, OpAccess.COND_WRITE, OpAccess.READ_WRITE, OpAccess.READ_COND_WRITE)
)
ENDS = frozenset((FlowControl.RETURN, FlowControl.INTERRUPT, FlowControl.EXCEPTION))

CONDITIONAL = (
    *("JA", "JAE", "JB", "JBE", "JE", "JG", "JGE", "JL", "JLE", "JNE", "JNO", "JNP", "JNS", "JO"),
    *("JP", "JS", "JCXZ", "JECXZ", "JRCXZ"),
)
LOOPS = ("LOOP", "LOOPE", "LOOPNE")
WITHOUT_RESULT = ("CMP", "ENDBR32", "ENDBR64", "NOP", "TEST")
MOVES = ("MOV", "MOVAPD", "MOVAPS", "MOVD", "MOVDQA", "MOVDQU", "MOVQ", "MOVUPD", "MOVUPS")
STRINGS = ("MOVSB", "MOVSD", "MOVSQ", "MOVSW", "STOSB", "STOSD", "STOSQ", "STOSW")
ON_FIRST = (
    *("BSWAP", "DEC", "INC", "MOVSX", "MOVSXD", "MOVZX", "NEG", "NOT", "OR", "ROL", "ROR", "SAR"),
    *("SBB", "SHL", "SHR"),
)
"""What writes its first operand and no other."""

END = -1
"""What a handler returns where a path ends: no RVA."""

Handler: TypeAlias = Callable[[State, Instruction, int], Control]
"""Executes the instruction at an RVA; None says that the next one follows."""


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
        self._thunks: dict[int, int | None] = {}

    def run(
        self, state: State, rva: int, seen: set[int], stops: Container[int], limit: int
    ) -> tuple[int, Control]:
        """Execute a row of instructions; see `Architecture.run`."""
        if self._decoder.ip != rva and not self._seek(rva):
            return rva, None
        decoder, i, handlers = self._decoder, self._instruction, self._handlers
        decode = decoder.decode_out
        following = rva
        for _ in range(limit):
            rva = following
            seen.add(rva)
            decode(i)
            control = handlers[i.mnemonic](state, i, rva)
            if control is not None:
                return rva, None if control == END else control
            following = decoder.ip
            if following in seen or following in stops:
                break
        return rva, following

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

    def _table(self) -> list[Handler]:
        """Return what executes which mnemonic, by its number."""
        numbers = vars(Mnemonic)
        handlers: list[Handler] = [self._other] * len(numbers)
        for names, handler in (
            (CONDITIONAL, self._branch),
            (LOOPS, self._loop),
            (WITHOUT_RESULT, self._nothing),
            (MOVES, self._mov),
            (STRINGS, self._string),
            (ON_FIRST, self._forget_first),
            (("INVALID",), self._stop),
            (("LEA",), self._lea),
            (("PUSH",), self._push),
            (("POP",), self._pop),
            (("LEAVE",), self._leave),
            (("ADD", "SUB"), self._add),
            (("AND",), self._and),
            (("XOR",), self._xor),
            (("CALL",), self._call),
            (("JMP",), self._jmp),
        ):
            for name in names:
                handlers[numbers[name]] = handler
        return handlers

    def _stop(self, state: State, i: Instruction, rva: int) -> Control:
        return END

    def _branch(self, state: State, i: Instruction, rva: int) -> Control:
        return Branch(i.next_ip, i.near_branch_target)

    def _loop(self, state: State, i: Instruction, rva: int) -> Control:
        state.registers[RCX] = None
        return Branch(i.next_ip, i.near_branch_target)

    def _nothing(self, state: State, i: Instruction, rva: int) -> None:
        pass

    def _mov(self, state: State, i: Instruction, rva: int) -> None:
        kind = i.op1_kind
        if kind == REGISTER:
            value = self.register(state, i.op1_register)
        elif kind == MEMORY:
            value = state.load(self.address(state, i, rva), MEMORY_SIZE[i.memory_size])
        else:
            value = self.immediate(state, i, rva, 1)
        if i.op0_kind == REGISTER:
            self.set_register(state, i.op0_register, value)
        else:
            state.store(self.written(state, i, rva), MEMORY_SIZE[i.memory_size], value)

    def _lea(self, state: State, i: Instruction, rva: int) -> None:
        base, offset, _ = self.address(state, i, rva)
        address = make((base, offset, rva))
        if base is IMAGE:
            state.watcher.pointed(address)
        self.set_register(state, i.op0_register, address)

    def _push(self, state: State, i: Instruction, rva: int) -> None:
        kind = i.op0_kind
        if kind == REGISTER:
            value = self.register(state, i.op0_register)
        elif kind == MEMORY:
            value = state.load(self.address(state, i, rva), self.word)
        else:
            value = self.immediate(state, i, rva, 0)
        self.push(state, value)

    def push(self, state: State, value: Value) -> None:
        """Put a word on the stack."""
        top = state.read(RSP).plus(-self.word, value.source)
        state.registers[RSP] = top
        state.store(top, self.word, value)

    def _pop(self, state: State, i: Instruction, rva: int) -> None:
        top = state.read(RSP)
        state.registers[RSP] = top.plus(self.word, rva)
        value = state.load(top, self.word)
        if i.op0_kind == REGISTER:
            self.set_register(state, i.op0_register, value)
        else:
            state.store(self.written(state, i, rva), self.word, value)

    def _leave(self, state: State, i: Instruction, rva: int) -> None:
        frame = state.read(RBP)
        state.registers[RBP] = state.load(frame, self.word)
        state.registers[RSP] = frame.plus(self.word, rva)

    def _add(self, state: State, i: Instruction, rva: int) -> None:
        if i.op0_kind != REGISTER or i.op1_kind == MEMORY:
            self._forget_first(state, i, rva)
            return
        register = i.op0_register
        value = self.register(state, register)
        if i.op1_kind == REGISTER:
            other = self.register(state, i.op1_register)
        else:
            other = make((None, _signed(i.immediate(1), SIZE[register]), rva))
        if i.mnemonic == Mnemonic.SUB:
            other = make((None, -other.offset, rva)) if other.base is None else unknown()
        elif value.base is None:
            value, other = other, value
        result = value.plus(other.offset, rva) if other.base is None else unknown()
        self.set_register(state, register, result)

    def _and(self, state: State, i: Instruction, rva: int) -> None:
        """Model the alignment of the stack pointer, as if the caller's were aligned."""
        if NUMBER[i.op0_register] == RSP and i.op1_kind not in (REGISTER, MEMORY):
            base, offset, _ = state.read(RSP)
            mask = _signed(i.immediate(1), self.word)
            state.registers[RSP] = Value(base, offset & mask, rva)
        else:
            self._forget_first(state, i, rva)

    def _xor(self, state: State, i: Instruction, rva: int) -> None:
        register = i.op0_register
        if i.op1_kind == REGISTER and i.op1_register == register:
            self.set_register(state, register, make((None, 0, rva)))
        else:
            self._forget_first(state, i, rva)

    def _string(self, state: State, i: Instruction, rva: int) -> Control:
        """Copy or fill memory; SSE2's ``movsd`` shares the name of one of these."""
        if not i.is_string_instruction:
            return self._other(state, i, rva)
        to, source = self.locate(state.read(RDI)), self.locate(state.read(RSI))
        count = state.read(RCX)
        copies = i.op1_kind != REGISTER
        repeats = i.has_rep_prefix or i.has_repne_prefix
        times = count if repeats else Value(None, 1, rva)
        size = times.offset * MEMORY_SIZE[i.memory_size]
        if times.base is not None:
            state.forget_all(to.base)
            state.registers[RDI] = state.registers[RSI] = state.registers[RCX] = None
            return None
        if copies and size <= MAX_COPY and size % 4 == 0 and self._copies < MAX_COPIES:
            self._copies += 1
            for at in range(0, size, 4):
                value = state.load(source.plus(at, source.source), 4)
                state.store(to.plus(at, to.source), 4, value)
        else:
            state.forget(to, size)
        state.registers[RDI] = to.plus(size, rva)
        if copies:
            state.registers[RSI] = source.plus(size, rva)
        if repeats:
            state.registers[RCX] = Value(None, 0, rva)
        return None

    def _call(self, state: State, i: Instruction, rva: int) -> Control:
        following = i.next_ip
        if i.flow_control == FlowControl.INDIRECT_CALL:
            return Call(self._target(state, i, rva), following)
        target = i.near_branch_target
        here = Value(IMAGE, following, rva)
        if target == following:
            self.push(state, here)
            return target
        register = self._thunk(target)
        if register is None:
            return Call(target, following)
        if self.bits == 32:
            state.registers[register] = here
            return following
        return Call(_destination(state.read(register)), following)

    def _thunk(self, target: int) -> int | None:
        """Return the register that a function is about; None for one that is no thunk."""
        if target not in self._thunks:
            run = self.image.run_at(target)
            at = target - run.rva if run else 0
            code = run.data[at : at + _x86_thunks.SIZE] if run else b""
            kind = _x86_thunks.get_pc if self.bits == 32 else _x86_thunks.retpoline
            self._thunks[target] = kind(code)
        return self._thunks[target]

    def _jmp(self, state: State, i: Instruction, rva: int) -> Control:
        if i.flow_control == FlowControl.INDIRECT_BRANCH:
            return Call(self._target(state, i, rva), None)
        return i.near_branch_target

    def _target(self, state: State, i: Instruction, rva: int) -> int | Value | None:
        """Return where an indirect branch goes, or where it has its target from."""
        if i.op0_kind == MEMORY:
            return self.address(state, i, rva)
        return _destination(self.register(state, i.op0_register))

    def _forget_first(self, state: State, i: Instruction, rva: int) -> None:
        """Forget the first operand, which is all that an instruction writes."""
        if i.op0_kind == MEMORY:
            state.forget(self.written(state, i, rva), MEMORY_SIZE[i.memory_size])
        else:
            number = NUMBER[i.op0_register]
            if number is not None:
                state.registers[number] = None

    def _other(self, state: State, i: Instruction, rva: int) -> Control:
        """Forget what an instruction writes."""
        if i.flow_control in ENDS:
            return END
        info = self._info.info(i)
        if i.op0_kind == MEMORY and info.op0_access in WRITES:
            state.forget(self.written(state, i, rva), MEMORY_SIZE[i.memory_size])
        grows = i.stack_pointer_increment
        if grows:
            state.registers[RSP] = state.read(RSP).plus(grows, rva)
        for used in info.used_registers():
            if used.access in WRITES:
                number = NUMBER[used.register]
                if number is not None and not (grows and number == RSP):
                    state.registers[number] = None
        return None


def _destination(value: Value) -> int | Value | None:
    """Return which function a value is the address of, or where that was loaded from."""
    base, offset, _ = value
    if base is IMAGE:
        return offset
    return base.origin if base and offset == 0 else None


def _signed(number: int, size: int) -> int:
    """Read the low ``size`` bytes of a number as a signed one."""
    half = 1 << 8 * size - 1
    return (number + half) % (2 * half) - half
