"""A log beside a replay of its own map."""

from __future__ import annotations

from efitool.triage.join import join
from efitool.triage.replay_differs import check
from tests.cases import GIB, verdict
from tests.evidence import LOW, NEW, boot, log


def test_a_kernel_that_does_as_it_should() -> None:
    assert verdict(check, join((log(NEW),))) == "pass"


def test_memory_that_went_another_way() -> None:
    """It has a table of unaccepted memory, and left half of that out."""
    table = "[    0.000000] efi: Unaccepted=0x7f773018 \n"
    half = boot("6.12.1", "Unaccepted  ", LOW, (4 * GIB, 4 * GIB + GIB // 2), more=table)
    found = list(check(join((log(half),))))

    assert {j.verdict.value for j in found} == {"fail"}
    (lost,) = (j.message for j in found if j.message.startswith("memory lost"))
    assert lost == "memory lost: a replay expects 0 KiB, the log shows 524288 KiB"


def test_nothing_to_compare() -> None:
    assert verdict(check, join((log("EFI stub: x\n"),))) is None


def test_silent_where_somebody_else_made_the_table() -> None:
    table = "[    0.000000] efi: Unaccepted=0x7f773018 \n"
    half = boot("6.12.1", "Unaccepted  ", LOW, (4 * GIB, 4 * GIB + GIB // 2), more=table)
    user = half + half[half.index("[    0.0") :].replace("BIOS-e820: [", "user: [")
    grub = f"Unknown memory type 15, considering reserved\n{half}"

    assert list(check(join((log(half),))))
    assert not list(check(join((log(grub),))))
    assert not list(check(join((log(user),))))
