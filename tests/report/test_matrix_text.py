"""Every policy on one map, for a person."""

from __future__ import annotations

from efitool.replay.matrix import Cell, matrix
from efitool.replay.profiles import FIRMWARE, KERNELS
from efitool.replay.scenario import Platform, Scenario
from efitool.report.matrix_text import render
from efitool.report.terminal import Palette
from tests.replay.test_outcome import GUEST, KNOWS, LEAVES

PLAIN = Palette(enabled=False)
LIKE = Scenario(LEAVES, KNOWS, Platform.TDX)
FIRMWARES = (
    FIRMWARE["edk2-sev-snp"]._replace(summary="Waits."),
    FIRMWARE["pre-accepted"]._replace(summary="Does not."),
)
NAMES = ("linux-6.1", "linux-6.5", "linux-6.12", "linux-7.2", "no-retry-loader")


def cells(*platforms: Platform) -> tuple[Cell, ...]:
    kernels = (KERNELS[name] for name in NAMES)
    return tuple(matrix(GUEST, FIRMWARES, kernels, platforms, LIKE))


def test_what_comes_out_the_same_stands_in_one_row() -> None:
    text = render("guest\x1b.log", cells(Platform.TDX, Platform.NONE), PLAIN)

    assert text.startswith("guest\\x1b.log\n  Bytes that are usable")
    assert (
        text.split("\n\n", 2)[2]
        == """\
edk2-sev-snp (for sev-snp)
  Waits.
  linux-6.1                     1.0 GiB          -          -  768.0 MiB          -          -     2
    works, but firmware accepts 768.0 MiB before the kernel is entered
    operations: tdx 384
  linux-6.5 … linux-7.2         1.0 GiB  768.0 MiB          -          -          -          -     1
    works: 768.0 MiB stay unaccepted until they are needed
  no-retry-loader                     -          -          -  768.0 MiB          -          -     1
    stops: boot services cannot be left: EFI_INVALID_PARAMETER
    operations: tdx 384

pre-accepted (for any platform)
  Does not.
  every kernel                  1.0 GiB          -          -          -          -          -     1
    works, but the paravisor accepts 768.0 MiB before firmware runs"""
    )


def test_a_platform_is_named_where_others_come_to_something_else() -> None:
    eager = tuple(
        cell._replace(result=cell.result._replace(usable=1 << 40))
        if cell.platform is Platform.NONE
        else cell
        for cell in cells(Platform.TDX, Platform.NONE)
    )
    text = render("guest", eager, PLAIN)

    assert "every kernel on tdx           1.0 GiB" in text
    assert "every kernel on none          1.0 TiB" in text


def test_no_line_is_wider_than_the_paper() -> None:
    text = render(
        "guest", matrix(GUEST, FIRMWARE.values(), KERNELS.values(), Platform, LIKE), PLAIN
    )

    assert max(map(len, text.splitlines())) <= PLAIN.width
