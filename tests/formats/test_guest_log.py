"""Whole logs: everything in them, in order, and nothing where there is nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, UnknownFormatError
from efitool.formats import guest_log
from efitool.model.guest_log import GuestLog

RECORDINGS = Path(__file__).parents[2] / "samples/recordings"
LOG = (RECORDINGS / "linux-6.12-unaccepted/serial.log").read_bytes()


@pytest.mark.parametrize(
    "log", sorted(RECORDINGS.glob("linux-*/serial.log")), ids=lambda p: p.parent.name
)
def test_a_recorded_console_is_a_guest_log(log: Path) -> None:
    assert formats.identify(log.read_bytes()) is guest_log.FORMAT


def test_two_boots_in_one_log() -> None:
    one = guest_log.decode(LOG)
    both = guest_log.decode(LOG + LOG)

    lines = LOG.count(b"\n")
    assert [m.descriptors for m in both.maps] == [m.descriptors for m in one.maps] * 2
    assert [m.lines[0] for m in both.maps[3:]] == [m.lines[0] + lines for m in one.maps]
    assert [q.line for q in both.kernels] == [1, 1 + lines]


def test_a_million_lines_without_a_map() -> None:
    with pytest.raises(UnknownFormatError, match="no map found"):
        guest_log.decode(b"systemd[1]: Started something.\n" * 1_000_000)


def test_a_map_in_the_middle_of_nothing() -> None:
    noise = b"systemd[1]: Started something.\n" * 100_000

    log = guest_log.decode(noise + LOG + noise)

    assert [m.lines[0] for m in log.maps] == [100_062, 100_333, 100_429]
    assert log.kernels[0].line == 100_001


def test_utf16() -> None:
    text = LOG.decode("utf-8", "replace")

    assert guest_log.decode(text.encode("utf-16")) == guest_log.decode(LOG)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(LOG) - 1), st.binary(min_size=1, max_size=3))
def test_any_prefix_and_any_damage(at: int, noise: bytes) -> None:
    for damaged in (LOG[:at], LOG[:at] + noise + LOG[at + len(noise) :]):
        try:
            log = guest_log.decode(damaged)
        except InputError:
            continue
        for map in log.maps:
            assert len(map.lines) == len(map.descriptors)


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_noise_can_only_raise_an_input_error(noise: bytes) -> None:
    for data in (
        noise,
        b"efi: mem00: " + noise,
        b"BIOS-e820: [mem " + noise,
        b"MemTotal: " + noise,
    ):
        with suppress(InputError):
            guest_log.decode(data)


def test_a_format_that_is_named_passes_over_nothing() -> None:
    noise = b"systemd[1]: Started something.\n" * 200_000
    iomem = b"00001000-0009ffff : System RAM\n"

    _, found = formats.decode_record(LOG + noise + iomem + noise)
    _, asked = formats.decode_record(LOG + noise + iomem + noise, format="guest-log")

    assert isinstance(found, GuestLog)
    assert isinstance(asked, GuestLog)
    assert (found.ranges, bool(found.unsearched)) == ((), True)
    assert (len(asked.ranges), asked.unsearched) == (1, ())
