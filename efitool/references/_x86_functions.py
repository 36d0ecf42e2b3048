"""Where x86 code may start functions, and where it may keep the address of a services table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from iced_x86 import Decoder, FlowControl, Instruction, Mnemonic

from efitool.references._image_map import ImageMap, Run
from efitool.references._x86_scan import limited

CALL = re.compile(rb"\xe8(?!\0{4})(?=(.{3}[\x00\xff]))", re.DOTALL)
"""``call rel32``, no further than 16 MiB, and not of the next instruction."""

PROLOGUE = re.compile(rb"\x55\x48?\x89\xe5")
"""``push rbp; mov rbp, rsp``."""

TABLE_LOAD_64 = re.compile(
    rb"\x48\x8b[\x40-\x7f][\x58\x60](?=.{0,32}?\x48\x89[\x05\x0d\x15\x1d\x25\x2d\x35\x3d])",
    re.DOTALL,
)
"""``mov r64, [r64 + 0x60]`` and soon after ``mov [rip + ...], r64`` (gnu-efi: ``BS = ...``)."""

TABLE_LOAD_32 = re.compile(
    rb"\x8b[\x40-\x7f][\x38\x3c](?=.{0,32}?(?:\xa3|\x89[\x05\x0d\x15\x1d\x25\x2d\x35\x3d\x80-\xbf]))",
    re.DOTALL,
)
"""``mov r32, [r32 + 0x3c]`` and soon after a store to an absolute address or far from a base."""

ENDS = frozenset(
    (
        FlowControl.RETURN,
        FlowControl.UNCONDITIONAL_BRANCH,
        FlowControl.INDIRECT_BRANCH,
        FlowControl.INTERRUPT,
        FlowControl.EXCEPTION,
    )
)
BRANCHES = frozenset((FlowControl.UNCONDITIONAL_BRANCH, FlowControl.CONDITIONAL_BRANCH))
RETURNS = frozenset((FlowControl.RETURN, FlowControl.INDIRECT_BRANCH))

MAX_ASSERTION = 24
"""Instructions of a function that is seen never to return: one that says what failed, and stops.
systemd's has 19."""

PADDING = frozenset((Mnemonic.NOP, Mnemonic.INT3))

MAX_TABLE_LOADS = 64
"""Places looked at for a variable that holds a table. A program has one or two."""


def table_loads(image: ImageMap, pattern: re.Pattern[bytes]) -> list[int]:
    """Return where code may copy the address of a services table to a variable."""
    found = (run.rva + m.start() for run in image.code for m in pattern.finditer(run.data))
    return list(islice(found, MAX_TABLE_LOADS))


def starts(image: ImageMap) -> list[int]:
    """Return what looks like the start of a function: entry, calls' targets, prologues."""
    found = set() if image.entry is None else {image.entry}
    for run in image.code:
        data = run.data
        targets = {
            match.end() + 4 + int.from_bytes(match[1], "little", signed=True)
            for match in limited(CALL.finditer(data))
        }
        targets.update(match.start() for match in PROLOGUE.finditer(data))
        found.update(run.rva + t for t in targets if 0 <= t < len(data) and _may_start(data, t))
    return sorted(found)


def seams(
    run: Run, bits: int, start: int, rva: int, returns: Callable[[int], bool]
) -> Iterator[int]:
    """Yield where instructions from ``start`` to ``rva`` follow one that control does not pass.

    ``returns`` says of a function whether it does.
    """
    passed = True
    for i in Decoder(bits, run.data[start - run.rva : rva - run.rva], ip=start):
        if not passed and i.mnemonic not in PADDING:
            yield i.ip
            passed = True
        flow = i.flow_control
        if flow in ENDS or (flow == FlowControl.CALL and not returns(i.near_branch_target)):
            passed = False


def returns(run: Run, bits: int, start: int) -> bool:
    """Whether a function may come back to its caller: not if all its ways end in circles."""
    decoder = Decoder(bits, run.data, ip=run.rva)
    i = Instruction()
    seen: set[int] = set()
    pending = [start]
    while pending:
        at = pending.pop()
        decoder.position = at - run.rva
        decoder.ip = at
        while at not in seen:
            seen.add(at)
            decoder.decode_out(i)
            flow = i.flow_control
            if flow in BRANCHES:
                target = i.near_branch_target
                if not run.rva <= target < run.end:
                    return True
                pending.append(target)
            if flow in RETURNS or len(seen) > MAX_ASSERTION:
                return True
            if flow in ENDS:
                break
            at = decoder.ip
    return False


def _may_start(data: bytes, at: int) -> bool:
    """Whether what stands before can end a function.

    ``ret``, ``int3``, ``nop`` (long ones end in zeros), ``ud2``, ``jmp``, a call without return.
    """
    return (
        at % 16 == 0
        or data[at - 1] in b"\xc3\xcc\x90\x00"
        or data[at - 2 : at] == b"\x0f\x0b"
        or data[at - 2] == 0xEB
        or data[at - 5] in b"\xe8\xe9"
    )
