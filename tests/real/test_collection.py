"""What programs are: against what is known of them from their packages."""

from __future__ import annotations

import pytest

import efitool
from efitool import Answer, Image
from efitool.model.image import ImageType
from tests.real.collection import COLLECTION, Specimen

pytestmark = pytest.mark.real

LOADERS = {ImageType.EFI_APPLICATION, ImageType.EFI_BOOT_DRIVER, ImageType.SYSTEMD_STUB}


@pytest.fixture(scope="module")
def image(specimen: Specimen) -> Image:
    return efitool.read_image(specimen.path)


@pytest.fixture(scope="module")
def answers(image: Image) -> dict[str, Answer]:
    return {capability.id: capability.answer for capability in efitool.capabilities(image)}


def test_type_and_architecture(specimen: Specimen, image: Image) -> None:
    assert (image.type, image.arch) == (specimen.row.type, specimen.row.isa)


def test_program_and_version(specimen: Specimen, image: Image) -> None:
    program = image.program
    assert (program.name if program else None) == specimen.row.program
    version = program.version if program else None
    assert specimen.row.says(version, specimen.package_version), version


def test_it_is_not_taken_for_linux(image: Image) -> None:
    assert image.linux is None or image.linux.version is None
    assert image.children == ()


def test_it_handles_no_unaccepted_memory(answers: dict[str, Answer]) -> None:
    ids = ("unaccepted-memory", "acceptance-protocol")
    assert Answer.YES not in {answers.get(id) for id in ids}


def test_signed_packages_hold_signed_images(specimen: Specimen, answers: dict[str, Answer]) -> None:
    assert (answers.get("secure-boot-signed") is Answer.YES) == specimen.row.signed


def test_nothing_is_unreadable_or_wrong(specimen: Specimen, image: Image) -> None:
    deep = efitool.read_image(specimen.path, deep=True)
    assert [layer.unread for layer in deep.walk() if layer.unread] == []
    errors = {f.rule for f in efitool.lint(image) if f.severity is efitool.Severity.ERROR}
    assert errors <= (set() if specimen.row.type in LOADERS else {"optional-header-missing"})


def test_there_are_programs_of_every_kind() -> None:
    assert len(COLLECTION) >= 100
    assert {row.type for row in COLLECTION} >= LOADERS | {ImageType.PE, ImageType.ELF}
    assert len({row.isa for row in COLLECTION}) >= 6
