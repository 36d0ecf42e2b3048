"""The kernel's notes."""

from __future__ import annotations

from efitool.formats import _vmcoreinfo


def test_notes() -> None:
    notes = _vmcoreinfo.parse(b"OSRELEASE=6.1\nPAGESIZE=4096\nSYMBOL(prb)=ff1\nnoise\n\0A=1")

    assert dict(notes) == {"OSRELEASE": "6.1", "PAGESIZE": "4096", "SYMBOL(prb)": "ff1"}
    assert _vmcoreinfo.symbol(notes, "prb") == 0xFF1
    assert _vmcoreinfo.number(notes, "PAGESIZE") == 4096
    assert _vmcoreinfo.number(notes, "OSRELEASE") is None
    assert _vmcoreinfo.offset(notes, "x.y") is None


def test_the_code_that_writes_them_is_none() -> None:
    assert _vmcoreinfo.is_one(b"OSRELEASE=6.1\nPAGESIZE=4096\n")
    assert not _vmcoreinfo.is_one(b"OSRELEASE=%s\n\0BUILD-ID=%20phN\n\0PAGESIZE=%ld\n\0")
    assert not _vmcoreinfo.is_one(b"PAGESIZE=1\nOSRELEASE=2\n")
