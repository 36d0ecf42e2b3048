import pytest

from efitool.errors import LimitError, MalformedError
from efitool.formats._inside import MAX_DEPTH, MAX_IMAGES, Inside
from efitool.model.image import Data, Image, ImageType, Unread


def image(data: Data, *children: Image) -> Image:
    return Image(ImageType.PE, None, "PE", ("pe",), data, children=children)


def test_layers_are_named_from_the_outside_in() -> None:
    def decode(data: Data, inside: Inside) -> Image:
        return (
            image(data, inside.image(data[1:], "box:.part", ("pe", "box"))) if data else image(b"")
        )

    outer = decode(b"xy", Inside(decode, deep=False))

    assert [i.layer for i in outer.walk()] == [
        "PE",
        "box:.part > PE",
        "box:.part > box:.part > PE",
    ]
    assert outer.children[0].children[0].layers == ("pe", "box", "pe", "box", "pe")


def test_depth_is_bounded() -> None:
    depths: list[int] = []

    def decode(data: Data, inside: Inside) -> Image:
        depths.append(len(depths))
        return image(data, inside.image(data, "same", ()))

    with pytest.raises(LimitError, match=f"more than {MAX_DEPTH} images inside each other"):
        decode(b"", Inside(decode, deep=False))
    assert len(depths) == MAX_DEPTH + 1


def test_the_number_of_images_is_bounded() -> None:
    decoded = []

    def decode(data: Data, inside: Inside) -> Image:
        decoded.append(data)
        found = [inside.attempt(data, "same", ()) for _ in range(3)]
        return image(data)._replace(
            children=tuple(c for children, _ in found for c in children),
            unread=tuple(u for _, unread in found for u in unread),
        )

    whole = decode(b"", Inside(decode, deep=False))

    assert len(decoded) == MAX_IMAGES + 1
    assert any(
        f"more than {MAX_IMAGES} images in one file" in u.why
        for i in whole.walk()
        for u in i.unread
    )


def test_what_cannot_be_unpacked_is_still_decoded() -> None:
    def decode(data: Data, inside: Inside) -> Image:
        if inside.deep:
            raise MalformedError("xz", "stream", 0, "is damaged")
        return image(data)

    inside = Inside(decode, deep=True)

    children, unread = inside.attempt(b"x", "box", ("box",))

    assert [c.layer for c in children] == ["box > PE"]
    assert unread == (Unread("box", "xz: stream at 0x0: is damaged"),)
    assert inside.deep


def test_what_cannot_be_decoded_at_all_is_said_once() -> None:
    def decode(data: Data, inside: Inside) -> Image:
        raise MalformedError("pe", "headers", 0, "are not there")

    expected = (Unread("box", "pe: headers at 0x0: are not there"),)

    assert Inside(decode, deep=True).attempt(b"", "box", ()) == ((), expected)
    assert Inside(decode, deep=False).attempt(b"", "box", ()) == ((), expected)


def test_what_is_unpacked_is_bounded_and_the_headers_are_still_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("efitool.formats._inside.MAX_UNPACKED", 10)

    def decode(data: Data, inside: Inside) -> Image:
        return image(data, *([image(bytes(8))] if inside.deep else []))

    inside = Inside(decode, deep=True)
    found = [inside.attempt(b"data", f"box:{n}", ()) for n in range(2)]

    assert [len(children[0].children) for children, _ in found] == [1, 0]
    assert [bool(unread) for _, unread in found] == [False, True]


def test_a_file_may_hold_more_images_by_its_kind() -> None:
    inside = Inside(lambda data, inside: image(data), deep=False, images=MAX_IMAGES + 2)
    for _ in range(MAX_IMAGES + 2):
        inside.image(b"x", "box", ("box",))
    with pytest.raises(LimitError, match=f"more than {MAX_IMAGES + 2} images"):
        inside.image(b"x", "box", ("box",))
