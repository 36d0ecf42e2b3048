"""The descriptors are of version 1.

EFI_MEMORY_DESCRIPTOR_VERSION is 1, and has been since EFI 1.0. Another number is no version, or
announces a structure that nobody knows.

Passes: 1, and forms that do not tell it. Fails: 0.

Reference: UEFI 2.10, 7.2.3, GetMemoryMap(), DescriptorVersion.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.memmap import MemoryMap
from efitool.rules._base import MapRule


def check(map: MemoryMap) -> Iterator[tuple[int | None, str]]:
    """Compare the version."""
    if map.descriptor_version not in (None, 1):
        yield None, f"its descriptors are of version {map.descriptor_version}"


RULE = MapRule(
    "descriptor-version",
    Severity.ERROR,
    check,
    "return EFI_MEMORY_DESCRIPTOR_VERSION, which is 1",
)
