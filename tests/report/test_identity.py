from __future__ import annotations

import pytest

from efitool.model.uki import Profile, Uki, UkiSection
from efitool.report import _identity


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ((1, 0), "1.0 (initrd by LoadFile2)"),
        ((3, 0), "3.0 (initrd by LoadFile2, initrd= takes a device path)"),
        ((0, 0), "0.0 (says nothing)"),
    ],
)
def test_what_the_image_version_means(version: tuple[int, int], shown: str) -> None:
    assert _identity.stub_version(version) == shown


def test_a_long_text_is_cut_and_says_how_much_is_left() -> None:
    assert _identity.cut("x" * 200) == "x" * 200
    assert _identity.cut("x" * 203) == "x" * 200 + " and 3 more characters (see --json)"


def test_of_texts_of_one_name_the_first_few_are_said_and_an_empty_base_is_not() -> None:
    sections = tuple(UkiSection(".cmdline", 0, 1, str(n)) for n in range(5))
    uki = Uki((Profile(None, None, None, ()), Profile(0, None, None, sections)))

    rows = list(_identity._uki(uki))

    assert [label for label, _ in rows] == ["profile 0", *["  .cmdline"] * 4]
    assert [text for _, text in rows[1:]] == ["0", "1", "2", "and 2 more (see --json)"]
