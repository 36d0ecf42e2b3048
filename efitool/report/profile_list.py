"""The profiles that `efitool replay` knows by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from efitool.replay.scenario import FirmwareProfile, KernelProfile
from efitool.report._profile_fields import fields
from efitool.report.json import VERSION
from efitool.report.terminal import Palette

INDENT = " " * 4


def render(
    firmware: Mapping[str, FirmwareProfile], kernels: Mapping[str, KernelProfile], palette: Palette
) -> str:
    """Return both tables: what each does, and how that is known."""
    lines = [palette.bold("Firmware (--firmware-profile)")]
    for f in firmware.values():
        on = f.platform if f.bound else "any platform"
        simulated = ", simulated" if f.simulated else ""
        lines += _profile(f"{f.name} ({on}{simulated})", f.summary, f.reference, palette)
    lines += ["", palette.bold("Kernels (--kernel-profile)")]
    for k in kernels.values():
        lines += _profile(k.name, k.summary, k.reference, palette)
    return "\n".join(lines)


def described(
    firmware: Mapping[str, FirmwareProfile], kernels: Mapping[str, KernelProfile]
) -> dict[str, Any]:
    """Describe both tables for programs."""
    return {
        "efitool": VERSION,
        "kind": "profiles",
        "firmware": [fields(f) for f in firmware.values()],
        "kernels": [fields(k) for k in kernels.values()],
    }


def _profile(head: str, summary: str, reference: str, palette: Palette) -> Iterator[str]:
    yield f"  {head}"
    width = palette.width - len(INDENT)
    yield from (INDENT + line for line in wrap(summary, width))
    yield from (palette.dim(INDENT + line) for line in wrap(reference, width))
