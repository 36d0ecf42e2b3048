"""How evidence is collected."""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities._base import evidence_of, find_text, has_stub
from efitool.formats import efi_image
from efitool.model.capability import Evidence
from tests import build
from tests.subjects import reference

GUID = UUID("607f766c-7455-42be-930b-e4d76db2720f")


def test_text_is_looked_for_in_segments_only() -> None:
    data = build.bzimage(payload=b"\x28\xb5\x2f\xfdsecret" + bytes(20), stub=b"EFI stub: public")
    image = efi_image.decode(data)

    assert find_text(image, "secret") is None
    assert find_text(image, "public") == Evidence('"public"', "bzImage", data.index(b"public"))


def test_references_are_said_with_their_calls_once_each_and_called_ones_first() -> None:
    called = reference(GUID, "LocateHandle", "HandleProtocol", "LocateHandle")

    said = evidence_of((reference(GUID), called), "TCG2")

    assert [e.what for e in said] == ["LocateHandle, HandleProtocol(TCG2)", "TCG2 as immediate"]


def test_a_stub_needs_headers_and_messages() -> None:
    assert has_stub(efi_image.decode(build.bzimage()))
    assert not has_stub(efi_image.decode(build.bzimage(stub=b"nothing")))
    assert not has_stub(efi_image.decode(build.bzimage(stub=None)))
