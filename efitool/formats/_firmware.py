"""A firmware as a whole: its volumes, the images in them, what it tells the hypervisor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import _firmware_build, _guided_table, _te_image
from efitool.formats._ffs import Contents, Module
from efitool.formats._ffs_sections import NAME
from efitool.formats._inside import Inside, within
from efitool.model.firmware import Firmware, Oddity
from efitool.model.image import Arch, Data, Image, ImageType, Unread

LAYER = "firmware"

MAX_VOLUMES = 256
"""Volumes that stand one after the other; OVMF has three."""
MAX_MODULES = 2048
"""Executables in one firmware; OVMF has 130, that of a server some 800."""


def decode(data: Data, volumes: Callable[[Data, int], Iterator[int]], *, deep: bool) -> Image:
    """Decode the volumes that ``volumes`` finds; ``deep`` unpacks what is in their images too.

    Raises `MalformedError`.
    """
    from efitool.formats.efi_image import decode_inside

    whole = data[:]
    modules = _Modules(Inside(decode_inside, deep=deep, images=MAX_MODULES))
    contents = Contents(whole, modules.decode)
    end = 0
    for count, start in enumerate(volumes(whole, len(whole))):
        if count == MAX_VOLUMES:
            contents.unread.append(Unread(f"{start:#x}", f"more than {MAX_VOLUMES} volumes"))
            break
        if start >= end:
            end = contents.volume(whole, start, len(whole))
    if not contents.volumes:
        raise MalformedError(NAME, "Signature", 0, "no firmware volume is in it")
    oddities: list[Oddity] = []
    metadata = _guided_table.read(whole, oddities)
    firmware = Firmware(
        volumes=tuple(contents.volumes),
        metadata=metadata,
        build=_firmware_build.read(modules.images),
        wrong_checksums=tuple(contents.wrong_checksums),
        malformed_metadata=tuple(oddities),
    )
    return Image(
        type=ImageType.FIRMWARE,
        arch=modules.arch,
        layer=LAYER,
        layers=(LAYER,),
        data=data,
        firmware=firmware,
        children=tuple(modules.images),
        unread=tuple(u._replace(layer=f"{LAYER}:{u.layer}") for u in contents.unread),
    )


class _Modules:
    """The images that executables are, each in a layer of its own."""

    def __init__(self, inside: Inside) -> None:
        self.images: list[Image] = []
        self._inside = inside
        self._names: set[str] = set()

    def decode(self, module: Module) -> tuple[str | None, tuple[Unread, ...]]:
        """Decode an executable; return the layer of its image."""
        layer = f"{LAYER}:{self._unique(module.file.name or str(module.file.guid))}"
        try:
            image, unread = self._decode(module, layer)
        except (InputError, LimitError) as e:
            return None, (Unread(layer.removeprefix(f"{LAYER}:"), str(e)),)
        self.images.append(image._replace(offset=module.offset))
        return image.layer, unread

    def _decode(self, module: Module, layer: str) -> tuple[Image, tuple[Unread, ...]]:
        if module.kind == _te_image.NAME:
            return within(_te_image.decode(module.content), layer, (LAYER,)), ()
        return self._inside.headers_at_least(module.content, layer, (LAYER,))

    def _unique(self, name: str) -> str:
        """Number the files of one name: PlatformPei of two volumes are two."""
        unique, count = name, 1
        while unique in self._names:
            count += 1
            unique = f"{name}#{count}"
        self._names.add(unique)
        return unique

    @property
    def arch(self) -> Arch | None:
        """The architecture of most modules: 64-bit firmware may begin in 32 bits."""
        known = [image.arch for image in self.images if image.arch]
        return max(set(known), key=known.count, default=None)
