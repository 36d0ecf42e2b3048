"""What the profiles of a unified kernel image boot with, and where that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efitool.model.image import Image, ImageType

if TYPE_CHECKING:
    from efitool.model.uki import Profile, Uki

LINUX = ".linux"


def unified(image: Image) -> Uki | None:
    """Return the parts of a unified kernel image; None for an addon, a stub or anything else."""
    return image.uki if image.type is ImageType.UKI else None


def place(image: Image, profile: Profile, name: str) -> str:
    """Return where a section stands, as the layers of kernels are named: ``uki:@1.linux``."""
    return f"{image.layer}:{profile.selector}{name}"


def lacking(image: Image, name: str) -> list[str]:
    """Return the places where a profile that can be booted misses a section or has it empty."""
    uki = unified(image)
    if uki is None:
        return []
    found = ((p, uki.owner(p, name).section(name)) for p in uki.choices)
    return [place(image, p, name) for p, section in found if section is None or not section.size]


def kernel(image: Image, uki: Uki, profile: Profile) -> Image | None:
    """Return the kernel that a profile boots; None if it has none that could be read."""
    inside = f"{place(image, uki.owner(profile, LINUX), LINUX)} > "
    return next((child for child in image.children if child.layer.startswith(inside)), None)
