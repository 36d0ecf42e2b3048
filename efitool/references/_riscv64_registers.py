"""The registers of RV64: x0, which is zero, to x31. Those of floating point hold no GUIDs.

Who preserves them: RISC-V ABIs Specification 1.0, "Integer Register Convention", which UEFI 2.10,
2.3.7 takes over.
"""

from __future__ import annotations

RA, SP, T0, FP, A0 = 1, 2, 5, 8, 10
REGISTERS = 32
CALLER_SAVED = (RA, *range(T0, 8), *range(A0, 18), *range(28, 32))
