"""Every profile of a unified kernel image has a kernel, of its own or from the base.

The stub boots what ``.linux`` holds. Without it, or with an empty one, it ends in an error.

Passes: a UKI with its kernel in the base, which all profiles share. Fails: one in which only the
second profile has ``.linux``; one whose ``.linux`` is empty.

Reference: UAPI.5 Unified Kernel Image, UKI Components and Multi-Profile UKIs.
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.model.findings import Severity
from efitool.model.image import Image
from efitool.rules._base import Rule, few
from efitool.rules._profiles import LINUX, lacking


def check(image: Image) -> Iterator[tuple[str, str]]:
    """Look for the kernel of each profile that can be booted, in the profile and in the base."""
    if profiles := lacking(image, LINUX):
        yield few(profiles), "it is missing or empty: the stub has no kernel to boot"


RULE = Rule("uki-linux-missing", Severity.ERROR, check, "build it with a kernel (ukify --linux)")
