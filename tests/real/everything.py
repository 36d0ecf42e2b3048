"""All real files in one list, whatever they are and wherever they come from."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from efitool import ImageType
from tests.real import collection, kernels, unified
from tests.real.collection import COLLECTION, Row
from tests.real.kernels import KERNELS, Spec
from tests.real.unified import RECIPES, Recipe

Wanted: TypeAlias = Row | Spec | Recipe

EVERYTHING: tuple[Wanted, ...] = (*COLLECTION, *KERNELS, *RECIPES)


def obtain(wanted: Wanted) -> Path:
    """Fetch or build a file."""
    match wanted:
        case Row():
            return collection.obtain(wanted).path
        case Spec():
            return kernels.obtain(wanted).path
        case Recipe():
            return unified.build(wanted)


def has_pe_headers(wanted: Wanted) -> bool:
    """Whether the file is a PE file, and whole."""
    match wanted:
        case Row():
            return wanted.type not in (ImageType.PE, ImageType.ELF, ImageType.X86_BOOT_IMAGE)
        case Spec():
            return wanted.arch != "ppc64el"
        case Recipe():
            return True
