"""What must be found in a sample that holds other images: the truth, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass, replace

VERSION = "9.9.9-efitool-sample"
"""What the kernels of samples/ call themselves."""

COLUMNS = ("file", "layer", "type", "arch", "layers", "version", "sections")


@dataclass(frozen=True)
class Layer:
    """One image in a file.

    ``layer`` is the path to it, ``layers`` the containers around it and, for a kernel that is
    packed, in it. ``version`` is the kernel's, empty where there is none; ``sections`` are None
    where the linker chose them.
    """

    layer: str
    type: str
    arch: str
    layers: tuple[str, ...]
    version: str
    sections: tuple[str, ...] | None

    def inside(
        self, codec: tuple[str, ...], name: str, type: str, sections: tuple[str, ...] | None
    ) -> Layer:
        """Return the kernel that this one unpacks."""
        path = " > ".join((self.layer, *codec, name))
        return replace(self, layer=path, type=type, sections=sections)

    def outside(self, codec: str) -> Layer:
        """Return the same image in a compressed file."""
        return replace(self, layer=f"{codec} > {self.layer}", layers=(codec, *self.layers))

    def behind(self, uki: Layer, section: str) -> Layer:
        """Return the same image in a section of a UKI."""
        return replace(self, layer=f"{section} > {self.layer}", layers=(*uki.layers, *self.layers))

    def row(self, file: str) -> tuple[str, ...]:
        """Return its line of containers.tsv."""
        sections = "*" if self.sections is None else " ".join(self.sections)
        return (file, self.layer, self.type, self.arch, " ".join(self.layers), self.version,
                sections)  # fmt: skip
