"""Identification, and where bytes come from."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from efitool import formats
from efitool.errors import AmbiguousFormatError, LimitError, UnknownFormatError
from efitool.formats._base import Format
from efitool.model.image import Image
from tests import build


def test_no_claim_says_how_the_bytes_begin() -> None:
    with pytest.raises(UnknownFormatError, match=r"it begins with 00 01 02 03 04"):
        formats.identify(bytes(range(5)))
    with pytest.raises(UnknownFormatError, match="it is empty"):
        formats.identify(b"")


def test_two_claims_are_an_error_that_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Format("other", "claims all", lambda data: True, formats.IMAGES[0].decode)
    monkeypatch.setattr(formats, "IMAGES", (*formats.IMAGES, other))

    with pytest.raises(AmbiguousFormatError, match="efi-image, other"):
        formats.identify(build.pe())


def test_the_named_format_decides() -> None:
    assert formats.decode_image(build.pe(), format="efi-image").layer == "PE"
    with pytest.raises(UnknownFormatError, match=r"there is no format 'a\.out'; there are efi-"):
        formats.decode_image(build.pe(), format="a.out")


def test_a_file_is_mapped_and_a_stream_read(tmp_path: Path) -> None:
    path = tmp_path / "image.efi"
    path.write_bytes(build.pe())

    assert formats.load(path)[:2] == b"MZ"
    assert isinstance(formats.read(path), Image)
    assert formats.drain(io.BytesIO(b"ab" * 3)) == b"ababab"


def test_an_empty_file_and_a_directory(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()

    with pytest.raises(UnknownFormatError, match="it is empty"):
        formats.read(empty)
    with pytest.raises(IsADirectoryError):
        formats.read(tmp_path)


def test_an_endless_stream_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "STREAM_LIMIT", 1 << 20)

    with Path("/dev/zero").open("rb") as zero, pytest.raises(LimitError, match="more than 1 MiB"):
        formats.drain(zero)


def test_a_stream_may_be_as_long_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "STREAM_LIMIT", 1 << 20)
    longest = bytes(1 << 20)

    assert formats.drain(io.BytesIO(longest)) == longest
    with pytest.raises(LimitError, match="more than 1 MiB on a stream"):
        formats.drain(io.BytesIO(longest + b"x"))


def test_a_file_may_be_longer_than_an_image(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse"
    sparse.write_bytes(build.pe())
    os.truncate(sparse, (4 << 30) + 1)

    assert len(formats.load(sparse)) == 4_294_967_297
    with pytest.raises(LimitError, match="4294967297 bytes: no image is larger than 4 GiB"):
        formats.read(sparse)


def test_an_image_may_be_as_long_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    image = build.pe()
    monkeypatch.setattr(formats, "IMAGE_LIMIT", len(image))

    assert isinstance(formats.decode(image), Image)
