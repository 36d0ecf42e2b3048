"""The kernel's messages in a dump: the ring buffer of Linux 5.10 and later.

Three rings: descriptors, what is told of each message, and the texts. Where they are and how they
are laid out is in VMCOREINFO.

Reference: Linux v6.12, kernel/printk/printk_ringbuffer.c and .h;
Documentation/admin-guide/kdump/gdbmacros.txt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from efitool.formats import _vmcoreinfo
from efitool.formats._kernel_addresses import KernelAddresses

COUNT_LIMIT, TEXT_LIMIT = 22, 26
"""Bits of the number of messages, and of the bytes of text: Linux's own limit is 2^25 bytes."""

COMMITTED, FINALIZED = 1, 2
"""States in which a message can be read; in others there is none, or not yet."""

STATE_BITS = 2
"""The highest of *state_var*; the others are the message's number."""

NAMES = {
    "printk_ringbuffer": ("desc_ring", "text_data_ring"),
    "prb_desc_ring": ("count_bits", "descs", "infos", "head_id", "tail_id"),
    "prb_desc": ("state_var", "text_blk_lpos"),
    "prb_data_blk_lpos": ("begin", "next"),
    "printk_info": ("ts_nsec", "text_len"),
    "prb_data_ring": ("size_bits", "data"),
}


class _Rings(NamedTuple):
    """The rings as they are in memory."""

    first: int
    last: int
    """Numbers of the messages."""
    count_bits: int
    descriptors: bytes
    infos: bytes
    text_bits: int
    text: bytes


class Log(NamedTuple):
    """The messages, and where their buffer is, by its virtual address."""

    address: int
    text: bytes
    messages: int
    lost: int
    """Messages whose descriptor or text makes no sense."""


def read(kernel: KernelAddresses, notes: Mapping[str, str]) -> Log | None:
    """Return the messages as ``dmesg`` prints them, None if there is no such buffer."""
    pointer = _vmcoreinfo.symbol(notes, "prb")
    at = {
        f"{struct}.{member}": _vmcoreinfo.offset(notes, f"{struct}.{member}")
        for struct, members in NAMES.items()
        for member in members
    }
    sizes = {struct: _vmcoreinfo.size(notes, struct) for struct in NAMES}
    if pointer is None or None in at.values() or None in sizes.values():
        return None
    reader = _Reader(
        kernel,
        {name: value for name, value in at.items() if value is not None},
        {name: value for name, value in sizes.items() if value is not None},
        8 if pointer >> 32 else 4,
    )
    buffer = reader.word(pointer)
    rings = reader.rings(buffer)
    if rings is None:
        return None
    told = [reader.message(rings, number) for number in range(rings.first, rings.last + 1)]
    lines = [line for message in told if message for line in message]
    return Log(buffer, b"".join(lines), sum(map(bool, told)), told.count(None))


class _Reader(NamedTuple):
    """The layout of one kernel's structures."""

    kernel: KernelAddresses
    at: Mapping[str, int]
    sizes: Mapping[str, int]
    long: int

    def word(self, address: int) -> int:
        return int.from_bytes(self.kernel.read(address, self.long), "little")

    def rings(self, buffer: int) -> _Rings | None:
        """Read the rings; None if they make no sense."""
        ring = buffer + self.at["printk_ringbuffer.desc_ring"]
        data = buffer + self.at["printk_ringbuffer.text_data_ring"]
        count = self._int(ring + self.at["prb_desc_ring.count_bits"])
        bits = self._int(data + self.at["prb_data_ring.size_bits"])
        if not 0 < count <= COUNT_LIMIT or not 0 < bits <= TEXT_LIMIT:
            return None
        first = self.word(ring + self.at["prb_desc_ring.tail_id"])
        last = self.word(ring + self.at["prb_desc_ring.head_id"])
        descs = self.word(ring + self.at["prb_desc_ring.descs"])
        infos = self.word(ring + self.at["prb_desc_ring.infos"])
        if not 0 <= last - first < 1 << count:
            last += 1 << self.long * 8 - STATE_BITS
        if not 0 <= last - first < 1 << count:
            return None
        return _Rings(
            first,
            last,
            count,
            self.kernel.read(descs, self.sizes["prb_desc"] << count),
            self.kernel.read(infos, self.sizes["printk_info"] << count),
            bits,
            self.kernel.read(self.word(data + self.at["prb_data_ring.data"]), 1 << bits),
        )

    def message(self, rings: _Rings, number: int) -> tuple[bytes, ...] | None:
        """Return the lines of a message, none where it has no text, None where it is damaged."""
        index = number % (1 << rings.count_bits)
        desc = rings.descriptors[index * self.sizes["prb_desc"] :][: self.sizes["prb_desc"]]
        info = rings.infos[index * self.sizes["printk_info"] :][: self.sizes["printk_info"]]
        if len(desc) < self.sizes["prb_desc"] or len(info) < self.sizes["printk_info"]:
            return None
        state = self._long(desc, self.at["prb_desc.state_var"])
        shift = self.long * 8 - STATE_BITS
        if state >> shift not in (COMMITTED, FINALIZED):
            return ()
        if (state ^ number) % (1 << shift):
            return None
        place = self.at["prb_desc.text_blk_lpos"]
        begin = self._long(desc, place + self.at["prb_data_blk_lpos.begin"])
        end = self._long(desc, place + self.at["prb_data_blk_lpos.next"])
        if begin & 1:
            return ()
        length = int.from_bytes(info[self.at["printk_info.text_len"] :][:2], "little")
        wrapped = begin >> rings.text_bits != end - 1 >> rings.text_bits
        start = 0 if wrapped else begin % (1 << rings.text_bits)
        text = rings.text[start + self.long :][:length]
        if len(text) < length:
            return None
        nanoseconds = int.from_bytes(info[self.at["printk_info.ts_nsec"] :][:8], "little")
        seconds, rest = divmod(nanoseconds // 1000, 1_000_000)
        stamp = b"[%5d.%06d] " % (seconds, rest)
        return tuple(stamp + line + b"\n" for line in text.split(b"\n"))

    def _int(self, address: int) -> int:
        return int.from_bytes(self.kernel.read(address, 4), "little")

    def _long(self, data: bytes, at: int) -> int:
        return int.from_bytes(data[at : at + self.long], "little")
