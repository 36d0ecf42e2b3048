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


def is_text(data: Data) -> bool:
    """Whether the bytes begin as text does."""
    head = data[:SAMPLE]
    if _is_utf16(head):
        return True
    odd = len(head) - len(head.translate(None, ODD))
    return len(head) > 0 and odd * FEW <= len(head)


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
