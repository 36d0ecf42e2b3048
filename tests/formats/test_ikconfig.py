"""The configuration inside a kernel, packed by the real gzip as kernel/Makefile does."""

from __future__ import annotations

import contextlib
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _ikconfig
from tests import payloads

CONFIG = b"""\
#
# Automatically generated file; DO NOT EDIT.
#
CONFIG_EFI=y
CONFIG_UNACCEPTED_MEMORY=y
# CONFIG_KEXEC is not set
CONFIG_EFI_HANDOVER_PROTOCOL=m
CONFIG_NR_CPUS=8192
CONFIG_LOCALVERSION="-a=b \\"c\\""
"""


def embedded(config: bytes) -> bytes:
    return b"IKCFG_ST" + payloads.compress("gzip -n -9", config) + b"IKCFG_ED"


def find(data: bytes) -> dict[str, str] | None:
    return _ikconfig.find(data, 0, len(data), "vmlinux")


def test_options_that_are_set_are_read_as_written() -> None:
    assert find(bytes(100) + embedded(CONFIG) + bytes(100)) == {
        "CONFIG_EFI": "y",
        "CONFIG_UNACCEPTED_MEMORY": "y",
        "CONFIG_EFI_HANDOVER_PROTOCOL": "m",
        "CONFIG_NR_CPUS": "8192",
        "CONFIG_LOCALVERSION": '"-a=b \\"c\\""',
    }


def test_a_kernel_without_one_has_none() -> None:
    assert find(b"kernel") is None
    assert find(b"IKCFG_ST is a mark that a program may name; IKCFG_ED too") is None


def test_it_is_looked_for_in_the_range_alone() -> None:
    data = embedded(CONFIG)

    assert _ikconfig.find(data, 1, len(data), "vmlinux") is None
    assert _ikconfig.find(data, 0, 9, "vmlinux") is None


def test_one_without_an_end_is_an_error() -> None:
    with pytest.raises(MalformedError, match="vmlinux: IKCONFIG at 0x8: no b'IKCFG_ED'"):
        find(embedded(CONFIG)[:-1])


def test_one_that_does_not_unpack_is_an_error() -> None:
    data = bytearray(embedded(CONFIG))
    data[40] ^= 1

    with pytest.raises(MalformedError, match="vmlinux"):
        find(bytes(data))


def test_one_of_more_than_eight_mebibytes_is_too_much() -> None:
    assert find(embedded(bytes(8 << 20))) == {}
    with pytest.raises(LimitError, match="8388609"):
        find(embedded(bytes((8 << 20) + 1)))


def test_the_second_mark_ends_within_a_mebibyte_behind_the_first() -> None:
    stream, size = gzip.compress(CONFIG), len(CONFIG).to_bytes(4, "little")
    gap = bytes((1 << 20) - len(stream) - len(size) - len(b"IKCFG_ED"))

    assert find(b"IKCFG_ST" + stream + gap + size + b"IKCFG_ED")
    with pytest.raises(MalformedError, match="no b'IKCFG_ED' within 1048576 bytes"):
        find(b"IKCFG_ST" + stream + gap + b"\0" + size + b"IKCFG_ED")


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_noise_between_the_marks_raises_only_input_errors(noise: bytes) -> None:
    with contextlib.suppress(InputError, LimitError):
        find(b"IKCFG_ST\x1f\x8b" + noise + b"IKCFG_ED")
