"""UEFI's own compression, held against edk2's compressor."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import LimitError, MalformedError
from efitool.formats import _tiano

PLAIN = b"compress " * 5 + bytes(range(64)) + b"compress " * 3
STANDARD = bytes.fromhex(
    "5900000088000000004b539300a9152100a0002500000005e0fb5c96ad3d2172d0000403e3dfaf9f"
    "7cedb33fc376f03802107c441461c824ae5ccb30d38f41149351559763a33d7b34db8ebcfc10c51c"
    "92cd3d14d55d96dd7e18e59e9af7fd6800"
)
TIANO = bytes.fromhex(
    "5900000088000000004b539300a9152100a0002500000005e0fb5c96ad3d2172c8000201f1efd7cf"
    "be76d99fe1bb781c01083e220a30e412572e659869c7a08a49a8aacbb1d19ebd9a6dc75e7e08628e"
    "49669e8a6aaecb6ebf0c72cf4d7bfeb400"
)
"""What efi_compressor of uefi-firmware 1.16, which is edk2's code, makes of `PLAIN`."""


@pytest.mark.parametrize(("packed", "bits"), [(STANDARD, _tiano.STANDARD), (TIANO, _tiano.TIANO)])
def test_a_recorded_stream(packed: bytes, bits: int) -> None:
    assert _tiano.unpack(packed, 1 << 20, "x", position_bits=bits) == PLAIN


@pytest.mark.parametrize("bits", [_tiano.STANDARD, _tiano.TIANO])
def test_everything_that_the_compressor_of_edk2_makes(bits: int) -> None:
    compressor = pytest.importorskip("uefi_firmware").efi_compressor
    compress = compressor.TianoCompress if bits == _tiano.TIANO else compressor.EfiCompress
    noise = random.Random(7)
    contents = (
        b"",
        b"a",
        bytes(5000),
        PLAIN * 40,
        noise.randbytes(9000),
        PLAIN + noise.randbytes(99),
    )
    for content in contents:
        packed = compress(content, len(content))
        assert _tiano.unpack(packed, 1 << 20, "x", position_bits=bits) == content


def test_a_stream_that_is_cut_short_is_told() -> None:
    with pytest.raises(MalformedError, match="x: compressed stream"):
        _tiano.unpack(STANDARD[:40], 1 << 20, "x", position_bits=4)


def test_more_than_the_bound_is_refused() -> None:
    with pytest.raises(LimitError, match=f"states {len(PLAIN)} unpacked bytes"):
        _tiano.unpack(STANDARD, len(PLAIN) - 1, "x", position_bits=4)


@settings(deadline=None)
@given(st.binary(max_size=80), st.integers(0, 4096))
def test_noise_gives_the_stated_size_or_an_error(noise: bytes, size: int) -> None:
    packed = len(noise).to_bytes(4, "little") + size.to_bytes(4, "little") + noise
    try:
        assert len(_tiano.unpack(packed, 4096, "x", position_bits=5)) == size
    except MalformedError:
        return
