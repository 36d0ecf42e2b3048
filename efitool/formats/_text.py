"""Text as bytes of one form: the EFI shell writes UTF-16, everybody else UTF-8 or less."""

from __future__ import annotations

from efitool.errors import LimitError
from efitool.model.image import Data

BOM = b"\xff\xfe"

UTF16_LIMIT = 64 << 20
"""Bytes of UTF-16, which must be held as a whole: what a shell wrote has some KB."""

SAMPLE = 4096
"""Bytes by which text is told from what is none."""

ODD = bytes((*range(7), *range(14, 27), *range(28, 32), 127))
"""Characters that no text has and no terminal is sent: all but tabs, line ends, bells, escapes."""

FEW = 32
"""Of so many characters one may be odd: serial lines have noise. Of random bytes, ten per cent
are."""


NOISE_LIMIT = 1 << 20
"""Bytes of text that are looked at behind noise: in memory or in images there are texts, too."""


def is_text(data: Data) -> bool:
    """Whether the bytes begin as text does, or all but their first quarter is text.

    A serial line that was opened at the wrong speed gives noise before the first words.
    """
    head = data[:SAMPLE]
    return _is_utf16(head) or _is_mostly_text(head) or _follows_noise(data)


def _follows_noise(data: Data) -> bool:
    start = len(data) // 4
    rest = data[start : start + NOISE_LIMIT], data[-SAMPLE:]
    return b"\n" in rest[1] and all(
        _is_mostly_text(part[at : at + SAMPLE])
        for part in rest
        for at in range(0, len(part), SAMPLE)
    )


def _is_mostly_text(piece: bytes) -> bool:
    odd = len(piece) - len(piece.translate(None, ODD))
    return len(piece) > 0 and odd * FEW <= len(piece)


def plain(data: Data) -> Data:
    """Return text as UTF-8, line by line what it was. Raises `LimitError`."""
    if not _is_utf16(data[:SAMPLE]):
        return data
    if len(data) > UTF16_LIMIT:
        raise LimitError(f"{len(data)} bytes of UTF-16: more than {UTF16_LIMIT >> 20} MiB")
    return data[:].decode("utf-16-le", "replace").removeprefix("\ufeff").encode()


def _is_utf16(head: bytes) -> bool:
    """Whether there is a byte order mark, or every second byte is zero and no other."""
    return head.startswith(BOM) or (
        len(head) > 3 and not any(head[1::2]) and all(head[: len(head) // 2 * 2 : 2])
    )
