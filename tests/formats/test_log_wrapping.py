"""A recording as terminals, loggers and JSON show it is read as what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.formats import guest_log
from efitool.formats._log_wrapping import is_json, unwrapped
from efitool.model.guest_log import GuestLog

RECORDING = Path(__file__).parents[2] / "samples/recordings/linux-6.12-unaccepted/serial.log"
LINES = RECORDING.read_text().splitlines()
STAMP = "2026-11-23T18:50:01.000001+00:00"


def each(wrap: Callable[[str], str], end: str = "\n") -> str:
    return "".join(wrap(line) + end for line in LINES)


def without_stamp(line: str) -> str:
    return line.partition("] ")[2] if line.startswith("[ ") else line


WRAPPED = {
    "printk with levels": each(lambda line: f"<6>{line}"),
    "printk with callers": each(lambda line: line.replace("] ", "] [      T0] ", 1)),
    "dmesg -x": each(lambda line: f"kern  :info  : {line}"),
    "dmesg -T": each(lambda line: f"[Mon Nov 23 15:54:00 2026] {without_stamp(line)}"),
    "dmesg -t": each(without_stamp),
    "dmesg --color": each(
        lambda line: (
            "\x1b[32m" + line.replace("] ", "] \x1b[0m\x1b[33m", 1).replace(": ", ": \x1b[0m", 1)
        )
    ),
    "dmesg -J": json.dumps(
        {"dmesg": [{"pri": 6, "time": 0.0, "msg": without_stamp(line)} for line in LINES]}, indent=3
    ),
    "kmsg": each(lambda line: f"6,70,0,-;{without_stamp(line)}", "\n\0"),
    "journalctl": each(lambda line: f"Nov 14 22:13:20 guest kernel: {without_stamp(line)}"),
    "journalctl -o export": each(lambda line: f"PRIORITY=6\nMESSAGE={without_stamp(line)}\n"),
    "journalctl -o json": each(
        lambda line: json.dumps({"MESSAGE": without_stamp(line), "_HOSTNAME": "guest"})
    ),
    "journalctl -o json-sse": each(
        lambda line: f"data: {json.dumps({'PRIORITY': '6', 'MESSAGE': without_stamp(line)})}\n"
    ),
    "RFC 3164": each(lambda line: f"Nov 23 18:50:01 guest kernel: {line}"),
    "RFC 5424": each(lambda line: f"<6>1 {STAMP} guest kernel - - - {line}"),
    "rsyslog of a console": each(lambda line: f"{STAMP} guest console: {line}#015"),
    "cat -v": each(lambda line: f"{line}^M"),
    "a container's log": each(lambda line: json.dumps({"log": f"{line}\r\n", "stream": "stdout"})),
    "CRI": each(lambda line: f"{STAMP} stdout F {line}"),
    "a cloud's console in JSON": json.dumps({"Id": "i-1", "Output": "\r\n".join(LINES)}, indent=4),
    "no line feeds": each(str, "\r"),
    "quoted": each(lambda line: f"> {line}"),
}


def facts(log: GuestLog) -> tuple[object, ...]:
    """What a log says, without where."""
    return (
        [(m.kind, m.descriptors, [u.text for u in m.unread]) for m in log.maps],
        [(e.source, e.entries, [u.text for u in e.unread]) for e in log.e820],
        [t.addresses for t in log.tables],
        *([q.text for q in quotes] for quotes in (log.kernels, log.firmware, log.command_lines)),
        *([q.text for q in quotes] for quotes in (log.removed, log.memory)),
    )


PLAIN = facts(guest_log.decode(RECORDING.read_bytes()))


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_a_log_is_what_it_is_however_it_is_wrapped(text: str) -> None:
    assert facts(guest_log.decode(text.encode())) == PLAIN


@pytest.mark.parametrize("text", [b"[    0.000000] Linux", b"", b"{ init", b"[1]", b'{x "y"'])
def test_what_is_no_json(text: bytes) -> None:
    assert not is_json(text)


def test_strings_of_json_end_as_lines_do() -> None:
    text = json.dumps({"a": 'x\r\ny\t"z" \\ \x1b[1m/'}, indent=1).encode()

    assert unwrapped(text, json=True) == b'{\n \ra\r: \rx\r\ry\t"z" \\ /\r\n}'


@settings(deadline=None)
@given(piece=st.binary(), json=st.booleans())
def test_lines_keep_their_numbers(piece: bytes, json: bool) -> None:
    assert unwrapped(piece, json=json).count(b"\n") == piece.count(b"\n")


def test_what_a_web_page_writes() -> None:
    text = b"a\xc2\xa0b&nbsp;c&#124;d&#x7c;e&gt;f&quot;g&#10;h &unknown; & AT&T;"

    assert unwrapped(text, json=False) == b'a b c|d|e>f"g\rh &unknown; & AT&T;'
