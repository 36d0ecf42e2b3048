"""What others wrap around the lines of a log: terminals, JSON, programs that show what is unseen.

Line ends stay where they are, so that lines keep their numbers. Where JSON writes a line end or
the end of a string, a carriage return is left, which ends a row as well.
"""

from __future__ import annotations

import re

from efitool.model.image import Data

ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][0-9A-B]|[=>78cM])")
"""What serial consoles say to terminals (ECMA-48, and the VT100's own)."""

SHOWN_RETURNS = (b"#015\n", b"^M\n")
"""A carriage return at the end of a line as rsyslog shows it, and ``cat -v``."""

NO_BREAK = "\N{NO-BREAK SPACE}".encode()
"""A blank that came by way of a web page."""

REFERENCE = re.compile(rb"&(?:#\d{1,3}|#x[0-9a-fA-F]{2}|nbsp|quot|amp|lt|gt);")
"""What HTML writes for a character of ASCII, or a blank (HTML, 13.1.4)."""

JSON_START = re.compile(rb"\s*(?:data: )?(?:\[\s*)?\{\s*\"")
"""An object or an array of them, ``data: `` as in a stream of events: what ``journalctl -o json``,
``dmesg -J``, a container's runtime, or a cloud's command line tool for consoles writes."""

JSON_ESCAPE = re.compile(rb'\\(?:u001b|.)|"')
JSON_MEANING = {
    rb"\n": b"\r",
    rb"\r": b"\r",
    b'"': b"\r",
    rb"\t": b"\t",
    rb"\"": b'"',
    rb"\\": b"\\",
    rb"\/": b"/",
    rb"\u001b": b"\x1b",
}
"""RFC 8259, 7; other escapes stand for what no pattern looks for."""


def is_json(data: Data) -> bool:
    """Whether the lines of a log are strings in JSON."""
    return JSON_START.match(data) is not None


def unwrapped(piece: bytes, *, json: bool) -> bytes:
    """Return a piece of a log as it was before it was wrapped, with as many lines."""
    if json:
        piece = JSON_ESCAPE.sub(lambda escape: JSON_MEANING.get(escape[0], escape[0]), piece)
    if b"\x1b" in piece:
        piece = ESCAPES.sub(b"", piece)
    for shown in SHOWN_RETURNS:
        if shown[:1] in piece:  # ten times as fast
            piece = piece.replace(shown, b"\r\n")
    if REFERENCE.search(piece):
        piece = REFERENCE.sub(_character, piece)
    return piece.replace(NO_BREAK, b" ")


def _character(reference: re.Match[bytes]) -> bytes:
    """Return what a reference stands for, but for a line end, which would count."""
    from html import unescape

    return unescape(reference[0].decode()).replace("\n", "\r").encode()
