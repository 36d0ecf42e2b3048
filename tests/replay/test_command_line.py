"""What a kernel's command line changes."""

from __future__ import annotations

import pytest

from efitool.replay.command_line import apply, parameters
from efitool.replay.scenario import (
    AcceptMemory,
    FirmwareProfile,
    KernelProfile,
    Platform,
    Scenario,
)

PLAIN = Scenario(FirmwareProfile("", "", ""), KernelProfile("", "", ""), Platform.TDX)


@pytest.mark.parametrize(
    ("text", "accept_memory"),
    [
        ("", "lazy"),
        ("quiet accept_memory=eager", "eager"),
        ("accept_memory=eager accept_memory=lazy", "lazy"),
        ("accept_memory=eager accept_memory=maybe", "eager"),
        ("-- accept_memory=eager", "lazy"),
        ('note="a accept_memory=eager b"', "lazy"),
        ('"accept_memory=eager"', "eager"),
        ("accept_memory", "lazy"),
    ],
)
def test_accept_memory(text: str, accept_memory: str) -> None:
    assert apply(PLAIN, text).accept_memory is AcceptMemory(accept_memory)


@pytest.mark.parametrize(
    ("text", "soft_reserve"),
    [
        ("efi=debug", True),
        ("efi=nosoftreserve", False),
        ("efi=debug,nosoftreserve console=ttyS0", False),
        ("xefi=nosoftreserve", True),
    ],
)
def test_soft_reserve(text: str, soft_reserve: bool) -> None:
    assert apply(PLAIN, text).soft_reserve is soft_reserve


def test_parameters() -> None:
    text = 'root=/dev/sda1  quiet\tname="two words" x=1=2 -- init=/bin/sh'
    assert [*parameters(text)] == [
        ("root", "/dev/sda1"),
        ("quiet", ""),
        ("name", "two words"),
        ("x", "1=2"),
    ]


def test_add_efi_memmap() -> None:
    assert apply(PLAIN, "quiet add_efi_memmap").add_efi_memmap
    assert not apply(PLAIN, "quiet -- add_efi_memmap").add_efi_memmap
