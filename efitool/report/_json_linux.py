"""What a kernel says of itself, as a JSON object: boot headers, payload, contents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from efitool.model.image import Image
from efitool.model.linux import Arm64Header, KernelInfo, Linux, Payload, SetupHeader
from efitool.report._json_values import hexadecimal, kebab

if TYPE_CHECKING:
    from efitool.model.boot_headers import LoongArchHeader, RiscvHeader, ZbootHeader, ZImageHeader

COUNTS = {
    "setup_sects",
    "syssize",
    "setup_move_size",
    "ramdisk_size",
    "cmdline_size",
    "payload_length",
    "init_size",
}
"""Fields of the setup header that are sizes or counts. The others are addresses, alignments,
versions, ids and flags: `ram_size` too, which holds flags of the RAM disk."""


def describe(image: Image) -> dict[str, Any] | None:
    """Describe what is known of a kernel from one layer and from what is unpacked inside it."""
    linux = image.linux
    if linux is None:
        return None
    header = linux.setup_header
    flags = header.xloadflags if header else None
    return {
        "version": linux.version,
        "banner": linux.banner,
        "boot_protocol": header.boot_protocol if header else None,
        "xloadflags": None if flags is None else [kebab(f.name) for f in flags if f.name],
        "handover_offset": hexadecimal(header.handover_offset if header else None),
        "stub_version": ".".join(map(str, linux.stub_version)) if linux.stub_version else None,
        "setup_header": _setup_header(header) if header else None,
        "kernel_info": _kernel_info(linux.kernel_info) if linux.kernel_info else None,
        "arm64_header": _arm64_header(linux.arm64_header) if linux.arm64_header else None,
        "riscv_header": _riscv_header(linux.riscv_header) if linux.riscv_header else None,
        "loongarch_header": (
            _loongarch_header(linux.loongarch_header) if linux.loongarch_header else None
        ),
        "zimage_header": _zimage_header(linux.zimage_header) if linux.zimage_header else None,
        "zboot_header": _zboot_header(linux.zboot_header) if linux.zboot_header else None,
        "payload": _payload(linux.payload) if linux.payload else None,
        "config": _first(_config(layer) for layer in (linux, *_inner(image))),
        "build_id": _first(layer.build_id for layer in (linux, *_inner(image))),
        "symbols": _first(_symbols(layer) for layer in (linux, *_inner(image))),
    }


def _inner(image: Image) -> tuple[Linux, ...]:
    return tuple(child.linux for child in image.children if child.linux)


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _config(linux: Linux) -> dict[str, str] | None:
    return None if linux.config is None else dict(linux.config)


def _symbols(linux: Linux) -> int | None:
    return None if linux.symbols is None else len(linux.symbols)


def _setup_header(header: SetupHeader) -> dict[str, Any]:
    return {
        name: value if value is None or name in COUNTS else hex(value)
        for name, value in header._asdict().items()
    }


def _kernel_info(info: KernelInfo) -> dict[str, Any]:
    return {
        "offset": hex(info.offset),
        "size": info.size,
        "size_total": info.size_total,
        "setup_type_max": hex(info.setup_type_max),
    }


def _arm64_header(header: Arm64Header) -> dict[str, Any]:
    return {
        "text_offset": hex(header.text_offset),
        "image_size": header.image_size,
        "flags": hex(header.flags),
        "big_endian": header.big_endian,
        "page_size": int(header.page_size) or None,
        "anywhere": header.anywhere,
    }


def _riscv_header(header: RiscvHeader) -> dict[str, Any]:
    return {
        "text_offset": hex(header.text_offset),
        "image_size": header.image_size,
        "flags": hex(header.flags),
        "big_endian": header.big_endian,
        "version": header.header_version,
    }


def _loongarch_header(header: LoongArchHeader) -> dict[str, Any]:
    return {
        "kernel_entry": hex(header.kernel_entry),
        "image_size": header.image_size,
        "load_offset": hex(header.load_offset),
        "flags": hex(header.flags),
        "version": hex(header.version),
    }


def _zimage_header(header: ZImageHeader) -> dict[str, Any]:
    return {
        "start": hex(header.start),
        "end": hex(header.end),
        "big_endian": header.big_endian,
        "table": hexadecimal(header.table),
    }


def _zboot_header(header: ZbootHeader) -> dict[str, Any]:
    return {
        "payload_offset": hex(header.payload_offset),
        "payload_size": header.payload_size,
        "method": header.method,
    }


def _payload(payload: Payload) -> dict[str, Any]:
    return {
        "compression": payload.compression,
        "offset": hex(payload.offset),
        "size": payload.size,
        "unpacked_size": payload.unpacked_size,
    }
