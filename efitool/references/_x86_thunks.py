"""Thunks: small functions about one register that compilers call in place of an instruction."""

from __future__ import annotations

GET_PC = {bytes((0x8B, 4 | n << 3, 0x24, 0xC3)): n for n in range(8)}
"""``mov r32, [esp]; ret`` and its register: i386 -fPIC code calls it to learn where it is."""

RETPOLINE = {bytes((0x48 | n >> 1 & 4, 0x89, 4 | (n & 7) << 3, 0x24, 0xC3)): n for n in range(16)}
"""``mov [rsp], r64; ret`` and its register: what a thunk that jumps to where a register points
calls first, so that no speculation does (Xen 4.20, xen/arch/x86/indirect-thunk.S)."""

CALL = b"\xe8"

SIZE = 24
"""Bytes in which a thunk shows what it is: the longest has 17."""


def get_pc(code: bytes) -> int | None:
    """Return the register that i386 code of a function sets to its return address, if it does."""
    return GET_PC.get(code[:4])


def retpoline(code: bytes) -> int | None:
    """Return the register to whose address x86-64 code of a function jumps, if it does."""
    at = 5 + int.from_bytes(code[1:5], "little")
    return RETPOLINE.get(code[at : at + 5]) if code[:1] == CALL else None
