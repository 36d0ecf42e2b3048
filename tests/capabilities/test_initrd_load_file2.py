"""The stub's references and its stated version, held against each other."""

from __future__ import annotations

from uuid import UUID

from efitool.formats import efi_image
from efitool.model.capability import Answer
from efitool.model.image import Unread
from efitool.model.reference import Grade
from tests import build
from tests.subjects import ask, reference

ID = "initrd-load-file2"
MEDIA = reference(UUID("5568e427-68fc-4f3d-ac74-ca555231cc68"))
LOAD_FILE2 = reference(UUID("4006c0c1-fcb3-403e-996d-4a6c8724e06d"), "LocateDevicePath")


def test_both_references() -> None:
    found = ask(ID, build.bzimage(image_version=(1, 0)), MEDIA, LOAD_FILE2)

    assert found.answer is Answer.YES
    assert (found.evidence[2].what, found.evidence[2].offset) == ("PE image version 1.0", 0x84)
    assert found.evidence[0].what == "LocateDevicePath(EFI_LOAD_FILE2_PROTOCOL_GUID)"


def test_a_version_that_claims_it_without_references() -> None:
    assert ask(ID, build.bzimage(image_version=(3, 0)), LOAD_FILE2).answer is Answer.UNKNOWN


def test_one_reference_does_not_decide() -> None:
    half = ask(ID, build.bzimage(image_version=(2, 0)), MEDIA)
    weak = ask(ID, build.bzimage(image_version=(2, 0)), MEDIA._replace(grade=Grade.WEAK))

    assert (half.answer, "not to LoadFile2" in half.why) == (Answer.UNKNOWN, True)
    assert weak.answer is Answer.UNKNOWN
    assert weak.evidence[0].what == "LINUX_EFI_INITRD_MEDIA_GUID as immediate (weak)"


def test_neither() -> None:
    assert ask(ID, build.bzimage(image_version=(2, 0))).answer is Answer.NO
    assert ask(ID, build.bzimage(stub=None)).answer is Answer.NO


def test_a_loader_that_installs_the_protocol_offers_an_initrd() -> None:
    installs = reference(LOAD_FILE2.guid, "InstallMultipleProtocolInterfaces", layer="PE")
    media = MEDIA._replace(layer="PE")

    found = ask(ID, build.pe(), media, installs)

    assert found.answer is Answer.YES
    assert "offers" in found.why


def test_a_loader_without_the_path_or_the_call() -> None:
    media = MEDIA._replace(layer="PE")
    asks = LOAD_FILE2._replace(layer="PE")

    loader = build.pe(build.Section(b".text", 0x1000, b"\x90"))

    assert ask(ID, loader, media, asks).answer is Answer.UNKNOWN
    assert ask(ID, loader, asks).answer is Answer.NO


def test_a_stub_that_was_not_searched() -> None:
    image = efi_image.decode(build.bzimage(image_version=(2, 0)))
    found = ask(ID, image._replace(unread=(Unread(image.layer, "too much"),)))

    assert found.answer is Answer.UNKNOWN
    assert found.why.endswith("but its references were too many to look at")
