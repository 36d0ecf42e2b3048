"""Every schema has its layout, and the sizes that the documents give."""

from __future__ import annotations

from construct import Struct

from efitool.formats import _boot_layouts, _boot_schemas
from efitool.formats._layout import Layout


def test_each_schema_has_a_layout() -> None:
    schemas = {n for n, v in vars(_boot_schemas).items() if isinstance(v, Struct)}
    layouts = {n for n, v in vars(_boot_layouts).items() if isinstance(v, Layout)}
    assert schemas == layouts
    assert {"SETUP_HEADER", "ARM64_HEADER", "ZBOOT_HEADER"} <= schemas


def test_sizes() -> None:
    assert _boot_schemas.SETUP_HEADER.sizeof() == 0x26C - 0x1F1
    assert _boot_schemas.KERNEL_INFO.sizeof() == 16
    assert _boot_schemas.ARM64_HEADER.sizeof() == 64
    assert _boot_schemas.RISCV_HEADER.sizeof() == 64
    assert _boot_schemas.LOONGARCH_HEADER.sizeof() == 64
    assert _boot_schemas.ZBOOT_HEADER.sizeof() == 0x38
    assert _boot_schemas.ZIMAGE_HEADER.sizeof() == 0x3C - 0x24
    assert _boot_schemas.ZIMAGE_TABLE.sizeof() == 16
