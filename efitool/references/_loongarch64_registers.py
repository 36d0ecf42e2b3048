"""The general registers of LA64: r0, which is zero, to r31.

Floating point and vector registers are not followed.
"""

from __future__ import annotations

RA, SP, A0 = 1, 3, 4
REGISTERS = 32

CALLER_SAVED = (RA, *range(A0, 21))
"""r4 to r20 are a0 to a7 and t0 to t8 (LoongArch Procedure Call Standard, "Register
convention")."""
