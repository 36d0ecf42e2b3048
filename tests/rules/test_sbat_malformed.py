"""Fails where shim would refuse the image, or revoke it first."""

from __future__ import annotations

import pytest

from efitool.formats import efi_image
from efitool.rules.sbat_malformed import check
from tests import build
from tests.build import Section

FORMAT = b"sbat,1,SBAT Version,sbat,1,https://example.org/SBAT.md\n"


def findings(text: bytes) -> list[tuple[str, str]]:
    section = Section(b".sbat", 0x1000, text, build.DATA)
    return list(check(efi_image.decode(build.pe(section))))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"tool,1,Somebody,1.0,https://example.org", "tool has fewer than six fields"),
        (b"tool,1,Somebody,,1.0,https://example.org", "tool has fewer than six fields"),
        (b",1,Somebody,tool,1.0,https://example.org", "a component has fewer than six fields"),
        (b"tool,one,Somebody,tool,1.0,https://example.org", "generation of tool is no number"),
    ],
)
def test_fails(line: bytes, problem: str) -> None:
    [(where, message)] = findings(FORMAT + line)

    assert where == "PE .sbat, line 2"
    assert problem in message


@pytest.mark.parametrize("text", [b"", FORMAT, FORMAT + b"tool,1,Somebody,tool,1.0,https://x,y"])
def test_silent(text: bytes) -> None:
    assert findings(text) == []


def test_silent_without_the_section() -> None:
    assert not list(check(efi_image.decode(build.pe())))
