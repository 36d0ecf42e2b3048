"""What errors say."""

from __future__ import annotations

import pytest

from efitool import errors


def test_a_malformed_error_names_format_field_and_offset() -> None:
    e = errors.MalformedError("pe", "headers", 0x40, "found nothing")

    assert str(e) == "pe: headers at 0x40: found nothing"
    assert (e.format, e.field, e.offset) == ("pe", "headers", 0x40)


def test_a_missing_extra_says_how_to_install_it() -> None:
    e = errors.MissingExtraError("zstandard", "zstd")

    assert str(e) == (
        "zstandard is not installed: pip install zstandard (the extra 'zstd' of efitool)"
    )
    assert e.extra == "zstd"


@pytest.mark.parametrize(
    "kind", [errors.UnknownFormatError, errors.AmbiguousFormatError, errors.MalformedError]
)
def test_bytes_at_fault_are_input_errors(kind: type[Exception]) -> None:
    assert issubclass(kind, errors.InputError)


def test_the_docstring_draws_the_whole_tree() -> None:
    kinds = {n for n, v in vars(errors).items() if isinstance(v, type)}
    assert all(kind in (errors.__doc__ or "") for kind in kinds)
