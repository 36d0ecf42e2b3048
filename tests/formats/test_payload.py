from efitool.formats._payload import without
from efitool.model.image import Segment
from efitool.model.linux import Payload


def test_what_is_behind_the_payload_keeps_its_place_in_memory() -> None:
    text = Segment(0x1000, 0x5000, 0x300, code=True)
    payload = Payload(0x1100, 0x80, "xz", None)

    assert without((text,), payload) == (
        Segment(0x1000, 0x5000, 0x100, code=True),
        Segment(0x1180, 0x5180, 0x180, code=True),
    )
