"""What a person chooses by a word: the command line needs these, and nothing that plays."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Who protects the guest's memory, and how it is accepted."""

    TDX = "tdx"
    SEV_SNP = "sev-snp"
    NONE = "none"
    """Nobody: memory may be used as it is, and nobody can accept it."""


class AcceptMemory(StrEnum):
    """The kernel parameter ``accept_memory=``."""

    LAZY = "lazy"
    EAGER = "eager"


class Until(StrEnum):
    """How far to play."""

    EXIT_BOOT_SERVICES = "exit-boot-services"
    """Up to the call of ExitBootServices() that succeeds: nothing is made of the map yet."""
    KERNEL_ENTRY = "kernel-entry"
    IDLE = "idle"
