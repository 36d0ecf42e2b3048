"""The ways to hold a GUID in an image, and the proof that one is used."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from sample_listing import numbers_made
from sample_references import Reference
from sample_tools import run

PARTS = (("q", "Q", 8), ("d", "I", 4), ("w", "H", 2), ("b", "B", 1))
"""The parts of a GUID: a letter, how struct calls them, their size."""


@dataclass(frozen=True)
class Encoding:
    """One way to hold a GUID.

    ``whole`` says that its sixteen bytes stand together in the file. ``instructions`` are regular
    expressions for the disassembly, all of which must match; they may name the parts of the GUID
    as immediates (`q`, `d`, `w`, `b` and a number), its address and its page. ``makes`` names
    numbers that registers must come to hold, where no instruction has them whole: parts as
    above, and `at0` and `at8` for the addresses of the halves.
    """

    form: str
    whole: bool
    instructions: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()

    def patterns(self, guid: bytes, address: int) -> list[str]:
        """Return the expressions for one GUID, of which a copy is at ``address``."""
        names = {
            f"{letter}{i}": immediate(value, size)
            for letter, code, size in PARTS
            for i, value in enumerate(struct.unpack(f"<{16 // size}{code}", guid))
        }
        for i in range(0, 16, 4):
            names[f"at{i}"] = f"{address + i:#x}\\b"
        names["page"], names["low"] = f"{address & ~0xFFF:#x}\\b", f"{address & 0xFFF:#x}\\b"
        return [instruction.format_map(names) for instruction in self.instructions]

    def numbers(self, guid: bytes, data: bytes) -> dict[str, tuple[int, int]]:
        """Return what registers must hold and in how many bytes, by name.

        File offsets of ``data`` are addresses.
        """
        known = {
            f"{letter}{i}": (value, size)
            for letter, code, size in PARTS
            for i, value in enumerate(struct.unpack(f"<{16 // size}{code}", guid))
        }
        known |= {f"at{i}": (data.find(guid[i : i + 8]), 8) for i in (0, 8)}
        return {name: known[name] for name in self.makes}


def immediate(value: int, size: int) -> str:
    """Return an expression for an immediate, which a disassembler may take for negative."""
    return f"(?:{value:#x}|-{(1 << 8 * size) - value:#x})\\b"


HALVES = ("q0", "q1")
ADDRESS = ("at0",)
FIELDS = ("d0", "w2", "w3", *(f"b{i}" for i in range(8, 16)))

ENCODINGS = {
    "data alone": Encoding("data", True),
    "movabs pair": Encoding("immediate", False, (r"movabsq\s+\${q0}", r"movabsq\s+\${q1}")),
    "mov dword": Encoding("immediate", False, tuple(rf"movl\s+\${{d{i}}}" for i in range(4))),
    "fields": Encoding(
        "immediate",
        False,
        (r"movl\s+\${d0}", r"movw\s+\${w2}", r"movw\s+\${w3}", r"movabsq\s+\${q1}"),
    ),
    "bytes": Encoding(
        "immediate",
        False,
        (
            r"movl\s+\${d0}",
            r"movw\s+\${w2}",
            r"movw\s+\${w3}",
            *(rf"movb\s+\${{b{i}}}" for i in range(8, 16)),
        ),
    ),
    "movz/movk": Encoding(
        "immediate",
        False,
        tuple(rf"mov[zk]?\s+x\d+, #{{w{i}}}" for i in range(8)),
    ),
    "movz/movk fields": Encoding(
        "immediate",
        False,
        tuple(rf"mov[zk]?\s+{'w' if i < 4 else 'x'}\d+, #{{w{i}}}" for i in range(8)),
    ),
    "SSE literal": Encoding("immediate", True, (r"movups\s.*\(%rip\), %xmm\d+ +# {at0}",)),
    "literal halves": Encoding(
        "immediate", True, (r"movq\s.*\(%rip\), .*# {at0}", r"movq\s.*\(%rip\), .*# {at8}")
    ),
    "literal quarters": Encoding(
        "immediate", True, tuple(rf"movl\s+{{at{i}}}, %" for i in range(0, 16, 4))
    ),
    "literal pool": Encoding("immediate", True, (r"ldr\s+x\d+, {at0}", r"ldr\s+x\d+, {at8}")),
    "vector literal": Encoding(
        "pointer", True, (r"adrp\s+x\d+, {page}", r"add\s+x\d+, x\d+, #{low}", r"ldr\s+q\d+, \[x")
    ),
    "string copy": Encoding("pointer", True, (r"movl\s+\${at0}, %esi", r"rep\s+movsl")),
    "RIP-relative lea": Encoding("pointer", True, (r"leaq\s.*\(%rip\), .*# {at0}",)),
    "relocated push": Encoding("pointer", True, (r"pushl\s+\${at0}",)),
    "absolute address": Encoding("pointer", True, (r"(?:push|mov)l\s+\${at0}",)),
    "GOT-relative lea": Encoding("pointer", True, (r"leal\s+-?0x[0-9a-f]+\(%e[bcds][xi]\), ",)),
    "adrp + add": Encoding("pointer", True, (r"adrp\s+x\d+, {page}", r"add\s+x\d+, x\d+, #{low}")),
    "section anchor": Encoding("pointer", True, (r"adrp", r"add\s+x\d+, x\d+, #")),
    "lui sequence": Encoding("immediate", False, (r"lui\s", r"slli\s"), HALVES),
    "auipc + ld": Encoding("immediate", False, (r"auipc\s", r"ld\s"), ("at0", "at8")),
    "auipc copy": Encoding("pointer", True, (r"auipc\s", r"ld\s"), ADDRESS),
    "lui bytes": Encoding("immediate", False, (r"lui\s", r"sh\s", r"sb\s"), FIELDS),
    "auipc + addi": Encoding("pointer", True, (r"auipc\s", r"addi\s"), ADDRESS),
    "lu12i.w sequence": Encoding("immediate", False, (r"lu32i\.d\s", r"lu52i\.d\s"), HALVES),
    "lu12i.w bytes": Encoding("immediate", False, (r"lu12i\.w\s", r"st\.h", r"st\.b"), FIELDS),
    "pcalau12i copy": Encoding("pointer", True, (r"pcalau12i\s", r"ld\.d\s"), ADDRESS),
    "pcalau12i + addi.d": Encoding("pointer", True, (r"pcalau12i\s", r"addi\.d\s"), ADDRESS),
    "pcaddi": Encoding("pointer", True, (r"pcaddi\s",), ADDRESS),
    "movw/movt": Encoding(
        "immediate", False, tuple(rf"mov[wt]\s+\w+, #{{w{i}}}" for i in range(8))
    ),
    "ldrd": Encoding("immediate", False, (r"ldrd\s",), ("at0", "at8")),
    "movw bytes": Encoding("immediate", False, (r"movw\s", r"strb\s"), FIELDS),
    "literal + pc": Encoding("pointer", True, (r"ldr\s+\w+, \[pc", r"add\s.*\bpc\b"), ADDRESS),
    "load multiple": Encoding("pointer", True, (r"ldm\S*\s", r"stm\S*\s"), ADDRESS),
}  # fmt: skip


def prove(
    image: Path, listed: Path, encoding: str, expected: list[Reference], payload: bytes = b""
) -> None:
    """Stop unless the image holds each reference in the encoding that its recipe promises.

    ``listed`` is what to disassemble, the image or the ELF file that it was made from. A payload
    is not looked at: LZO, LZ4 and zstd leave a GUID's bytes as they stand.
    """
    import pefile

    data = image.read_bytes().replace(payload, bytes(len(payload)))
    pe = pefile.PE(data=data, fast_load=True)
    code = run("llvm-objdump-19", "-d", "--no-show-raw-insn", "--print-imm-hex", listed).decode()
    made = set(numbers_made(code, data))
    for reference in expected:
        how = ENCODINGS[encoding if reference.call else "data alone"]
        guid = reference.guid.bytes_le
        at = data.find(guid)
        if how.whole is not (at >= 0):
            raise SystemExit(f"{image.name}: {reference.name} is at {at}, not as {encoding!r}")
        address = pe.OPTIONAL_HEADER.ImageBase + pe.get_rva_from_offset(max(at, 0))
        for pattern in how.patterns(guid, address):
            if not re.search(pattern, code):
                raise SystemExit(f"{image.name}: {reference.name}: no instruction {pattern}")
        for name, (number, size) in how.numbers(guid, data).items():
            if number not in {value & (1 << 8 * size) - 1 for value in made}:
                raise SystemExit(f"{image.name}: {reference.name}: no {name} ({number:#x}) is made")
