"""The names in kallsyms: against what the kernel exports and what its modules export."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from efitool import Image
from tests.real.kernels import KERNELS, Kernel

pytestmark = pytest.mark.real


with_headers = pytest.mark.parametrize(
    "kernel", [spec for spec in KERNELS if spec.headers], ids=str, indirect=True
)


def symbols(image: Image) -> Collection[str]:
    """The names in the layer that has them: the payload, or an arm64 image itself."""
    (names,) = (
        layer.linux.symbols
        for layer in (image, *image.children)
        if layer.linux and layer.linux.symbols is not None
    )
    return names


def exports(kernel: Kernel) -> tuple[set[str], set[str]]:
    """What the kernel exports, and what its modules do."""
    own = {name for name, owner in kernel.exports.items() if owner == "vmlinux"}
    return own, set(kernel.exports) - own


@with_headers
def test_what_the_kernel_exports_has_a_symbol(kernel: Kernel, deep_image: Image) -> None:
    own, _ = exports(kernel)
    lacking = own - set(symbols(deep_image))
    # Without KALLSYMS_ALL only code has symbols, and a tenth of the exports are data.
    assert len(lacking) <= (0 if kernel.has("KALLSYMS_ALL") else len(own) // 8), sorted(lacking)


@with_headers
def test_what_modules_export_has_none(kernel: Kernel, deep_image: Image) -> None:
    _, foreign = exports(kernel)
    # A static function may share its name with a module's.
    assert len(foreign & set(symbols(deep_image))) <= len(foreign) // 1000


def test_accepting_functions_are_there_as_configured(kernel: Kernel, deep_image: Image) -> None:
    names = set(symbols(deep_image))
    assert ("accept_memory" in names) == kernel.has("UNACCEPTED_MEMORY")
    assert ("snp_accept_memory" in names) == (
        kernel.has("UNACCEPTED_MEMORY") and kernel.has("AMD_MEM_ENCRYPT")
    )
