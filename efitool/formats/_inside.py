"""Decodes the images inside an image, within bounds, and names their layers."""

from __future__ import annotations

from collections.abc import Callable

from efitool.errors import InputError, LimitError, MissingExtraError
from efitool.model.image import Data, Image, Unread

MAX_DEPTH = 4
"""Images around an image: a zboot in a UKI in a UKI is already more than anybody boots."""

MAX_IMAGES = 32
"""Images in one file: a UKI has a kernel for a profile or two. Each may cover the whole file."""

MAX_UNPACKED = 1 << 30
"""Bytes of images inside images beyond which no further one is unpacked: all are held at once.
Each may be as large as one payload may get."""


class Inside:
    """What one file may still hold.

    ``decode`` is given the bytes of an image inside and this very object; ``deep`` says whether
    to unpack what is compressed; ``images`` how many there may be at most.
    """

    def __init__(
        self, decode: Callable[[Data, Inside], Image], *, deep: bool, images: int = MAX_IMAGES
    ) -> None:
        self.deep = deep
        self._decode = decode
        self._depth = 0
        self._images = 0
        self._most_images = images
        self._held = 0

    def image(self, data: Data, layer: str, layers: tuple[str, ...]) -> Image:
        """Decode an image that stands at ``layer``, within containers of the kinds ``layers``.

        Raises `InputError`, `LimitError`, `MissingExtraError`.
        """
        if self._depth == MAX_DEPTH:
            raise LimitError(f"{layer}: more than {MAX_DEPTH} images inside each other")
        if self._images == self._most_images:
            raise LimitError(f"{layer}: more than {self._most_images} images in one file")
        if self.deep and self._held > MAX_UNPACKED:
            raise LimitError(f"{layer}: more than {MAX_UNPACKED >> 30} GiB unpacked in one file")
        self._images += 1
        self._depth += 1
        try:
            image = self._decode(data, self)
        finally:
            self._depth -= 1
        self._held += sum(len(part.data) for part in image.walk())
        return within(image, layer, layers)

    def attempt(
        self, data: Data, layer: str, layers: tuple[str, ...]
    ) -> tuple[tuple[Image, ...], tuple[Unread, ...]]:
        """Decode an image of which the rest of the file does not depend.

        Return it, in a tuple that is empty if it cannot be decoded, and what could not be: a
        payload that cannot be unpacked leaves the headers.
        """
        try:
            image, unread = self.headers_at_least(data, layer, layers)
        except (InputError, LimitError, MissingExtraError) as e:
            return (), (Unread(layer, str(e)),)
        return (image,), unread

    def headers_at_least(
        self, data: Data, layer: str, layers: tuple[str, ...]
    ) -> tuple[Image, tuple[Unread, ...]]:
        """Decode an image, without its payload if that cannot be; return what could not be, too.

        Raises what `image` does, of what has no headers either.
        """
        try:
            return self.image(data, layer, layers), ()
        except (InputError, LimitError, MissingExtraError) as e:
            if not self.deep:
                raise
            self.deep = False
            try:
                return self.image(data, layer, layers), (Unread(layer, str(e)),)
            except (InputError, LimitError):
                raise e from None
            finally:
                self.deep = True


def within(image: Image, layer: str, layers: tuple[str, ...]) -> Image:
    """Return the image, and all that is inside it, as what stands within another layer."""
    return image._replace(
        layer=f"{layer} > {image.layer}",
        layers=(*layers, *image.layers),
        children=tuple(within(child, layer, layers) for child in image.children),
        unread=tuple(u._replace(layer=f"{layer} > {u.layer}") for u in image.unread),
    )
