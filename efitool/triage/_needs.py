"""What rules go by: where it is missing, they are silent, and what to collect is told instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from efitool.triage.case import Case


class Need(NamedTuple):
    """Something that rules need, whether a case has it, and how to come by it."""

    met: Callable[[Case], bool]
    collect: str
    rules: frozenset[str]


SPEAKERS = ("EFI stub: ", "BdsDxe: ", "ExitBootServices", "Security Policy")


def _has_console(case: Case) -> bool:
    """Whether a console was read: of a kernel, or of what comes before it."""
    said = (quote.text for _, quote in case.messages)
    spoke = any(words in text for text in said for words in SPEAKERS)
    return spoke or any(log.kernels for _, log in case.logs)


CONSOLE = Need(
    _has_console,
    "the console's log, from the firmware's first line on",
    frozenset(
        (
            *("acceptance-failed", "exit-boot-services-failed", "exit-slack-exhausted"),
            *("grub-exit-loop", "loader-does-not-retry", "map-buffer-overflow"),
            *("map-buffer-too-small", "initrd-not-loaded", "kernel-not-found", "image-refused"),
            *("loader-out-of-memory", "sbat-revoked", "nx-policy", "stub-gives-up"),
            *("kernel-silent", "os-indications-deleted", "accepted-without-cacheability"),
            *("image-section-alignment", "bitmap-beyond-mapping"),
            *("variable-store-unvalidated", "legacy-range-unvalidated"),
        )
    ),
)
"""Those who listen for words: where nobody says them, they pass."""

KERNEL = Need(
    lambda case: any(log.kernels for _, log in case.logs) or case.dump is not None,
    "the kernel's log from its first line on (dmesg), with efi=debug",
    frozenset(
        (
            *("memory-limited", "soft-reserved-lost", "srat-uncovered", "replay-differs"),
            *("memory-added-twice", "accept-storm", "kexec-loses-acceptance"),
        )
    ),
)

MAP = Need(
    lambda case: case.map is not None,
    "firmware's memory map: the kernel's log with efi=debug, or memmap of the EFI Shell",
    frozenset(
        (
            *("kernel-ignores-unaccepted", "accept-on-unknown-platform"),
            *("unaccepted-reserved-again", "odd-mebibytes", "acceptance-on-demand"),
            *("kernel-acceptance-bugs", "accepted-at-exit", "type-table-overrun"),
        )
    ),
)

PLATFORM = Need(
    lambda case: case.platform is not None or any(log.kernels for _, log in case.logs),
    "the command line of QEMU, or the kernel's log from its first line on",
    frozenset(
        (
            *("tdvf-metadata", "tdx-low-memory", "snp-above-512-gib", "large-snp-guest"),
            "memory-accepted-before-boot",
        )
    ),
)

NEEDS = (CONSOLE, KERNEL, MAP, PLATFORM)


def missing_for(case: Case, rule: str) -> str | None:
    """Return what to collect for a rule that was silent, None where it had what it goes by."""
    if not case.evidence:
        return None
    return next((n.collect for n in NEEDS if rule in n.rules and not n.met(case)), None)


def listened(case: Case, rule: str) -> bool:
    """Whether a rule that was silent had a log in which its words would stand."""
    return rule in CONSOLE.rules and CONSOLE.met(case)
