"""Scripts of the replay."""

from __future__ import annotations

import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats import _replay_script
from efitool.formats._replay_script import decode


def test_requests() -> None:
    text = b"""\
# what a program does
accept 0x100000000 4096

  query 4096 0x2000   # decimal, then hex
stub\t0 1\r
touch 18446744073709551615 0
"""
    assert decode(text) == (
        ("accept", 0x100000000, 4096),
        ("query", 4096, 0x2000),
        ("stub", 0, 1),
        ("touch", (1 << 64) - 1, 0),
    )


def test_nothing_is_asked_for() -> None:
    assert decode(b"") == ()
    assert decode(b"# nothing\n") == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("acept 0 1", "there is no request 'acept'; there are accept, query, stub, touch"),
        ("accept 0", "expected accept START SIZE, found 1 numbers"),
        ("accept", "expected accept START SIZE, found 0 numbers"),
        ("accept 0 1 2", "expected accept START SIZE, found 3 numbers"),
        ("touch 0 -1", "'-1' is no number of 64 bits, decimal or 0x…"),
        ("touch 0x 1", "'0x' is no number of 64 bits, decimal or 0x…"),
        ("touch 1_0 1", "'1_0' is no number of 64 bits, decimal or 0x…"),
        ("touch ٣ 1", "'٣' is no number of 64 bits, decimal or 0x…"),
        ("touch +3 1", "'+3' is no number of 64 bits, decimal or 0x…"),
        ("accept 0xfffffffffffff000 0x2000", "0xfffffffffffff000 and 0x2000 more end beyond 64"),
        ("touch ff 1", "'ff' is no number of 64 bits, decimal or 0x…"),
        ("touch 0x10000000000000000 1", "'0x10000000000000000' is no number of 64 bits"),
    ],
)
def test_a_line_that_is_wrong(line: str, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        decode(f"query 0 1\n\n{line}\nquery 0 1\n".encode())

    assert str(caught.value).startswith(f"replay-script: line 3 at 0xb: {problem}")


def test_noise_is_refused() -> None:
    with pytest.raises(MalformedError, match=r"line 1 at 0x0: there is no request '\\\\xff'"):
        decode(b"\xff 0 1")


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_replay_script, "LINES", 2)

    assert len(decode(b"query 0 1\n" * 2)) == 2
    with pytest.raises(LimitError, match="more than 2 lines"):
        decode(b"query 0 1\n" * 3)
