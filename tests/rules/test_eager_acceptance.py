"""Much is accepted before anything runs."""

from __future__ import annotations

from efitool.model.ranges import PhysRange
from efitool.replay.scenario import GIB, AcceptMemory, Request
from efitool.rules.eager_acceptance import RULE, check
from tests.guests import FIRMWARE, KERNEL, guest, played
from tests.traces import broken, told

GUEST = guest((4 * GIB, 20 * GIB))
EAGER = AcceptMemory.EAGER


def test_silent() -> None:
    four = guest((4 * GIB, 8 * GIB))

    assert broken(RULE, played(GUEST)) == []
    assert broken(RULE, played(four, accept_memory=EAGER)) == []


def test_what_programs_ask_for_does_not_count() -> None:
    all = PhysRange(4 * GIB, 20 * GIB)

    assert broken(RULE, played(GUEST, touch=(all,))) == []
    assert broken(RULE, played(GUEST, requests=(Request("accept", *all),))) == []


def test_firmware_is_eager() -> None:
    accepts = FIRMWARE._replace(accepted_below=1 << 64)

    [(where, message)] = broken(RULE, played(GUEST, firmware=accepts))
    assert where == "step 1"
    assert message == (
        "16.0 GiB are accepted before the first program runs, most by the firmware: "
        "22 to 60 s at published rates"
    )


def test_the_kernel_is_eager() -> None:
    [(_, message)] = broken(RULE, played(GUEST, accept_memory=EAGER))

    assert message.startswith("16.0 GiB are accepted before")
    assert "most by the kernel" in message


def test_programs_of_an_eager_kernel() -> None:
    touch = (PhysRange(0, 4096), PhysRange(4 * GIB, 20 * GIB))

    [(_, message)] = broken(RULE, played(GUEST, accept_memory=EAGER, touch=touch))
    assert message.startswith("16.0 GiB")


def test_firmware_at_exit() -> None:
    accepts = FIRMWARE._replace(accepts_at_exit=True)
    trace = played(GUEST, firmware=accepts, kernel=KERNEL._replace(calls_protocol=False))

    [(where, _)] = broken(RULE, trace)
    assert where == "step 11"


def test_rates_are_a_parameter() -> None:
    trace = played(GUEST, accept_memory=EAGER)

    [(_, message)] = check(told(trace), (16 * GIB, 8 * GIB))
    assert message.endswith(": 1 to 2 s at published rates")
