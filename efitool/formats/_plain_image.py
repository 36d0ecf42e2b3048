"""A kernel that is not packed: headers, and behind them what it is made of.

arm64, RISC-V and LoongArch boot an ``Image`` that begins with a header of their own; what 32-bit
ARM unpacks has no header at all.
"""

from __future__ import annotations

from efitool.formats import _banner, _pe
from efitool.model.image import Image
from efitool.model.linux import Linux

LAYER = "Image"


def completed(format: str, kernel: Image, *, big_endian: bool = False, deep: bool) -> Image:
    """Complete an image of which only the headers were read.

    Nothing in it is packed: ``deep`` finds the symbols and a configuration. A known program
    that lacks Linux's banner only borrows the header, as Xen does on arm64. Raises
    `MalformedError`, in the name of ``format``, if the kernel is cut off.
    """
    data, pe = kernel.data, kernel.pe
    _pe.refuse_cut_off(format, data, pe)
    linux = (kernel.linux or Linux())._replace(stub_version=pe.image_version if pe else None)
    if deep:
        from efitool.formats import _vmlinux

        linux = _vmlinux.contents(data, linux, LAYER, ">" if big_endian else "<")
    elif banner := _banner.find(data, 0, len(data)):
        linux = linux._replace(version=banner.version, banner=banner.text)
    if pe and linux.version is None:
        from efitool.formats import _program

        application = _pe.image(data, pe)._replace(linux=kernel.linux)
        if _program.identify(application):
            return application
    return kernel._replace(
        layers=("pe", *kernel.layers) if pe else kernel.layers,
        linux=linux,
        segments=_pe.segments(pe, data) if pe else (),
    )
