"""Which image inside a unified kernel image answers which question."""

from __future__ import annotations

from uuid import UUID

from efitool.capabilities import judge
from efitool.formats import efi_image
from efitool.formats._inside import within
from efitool.model.capability import Answer, Capability
from efitool.model.image import Image, ImageType
from tests import build
from tests.subjects import reference

PROTOCOL = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
KERNEL = "uki:.linux > bzImage"


def uki(*kernels: Image) -> Image:
    shell = efi_image.decode(build.pe())._replace(type=ImageType.UKI, layer="uki")
    return shell._replace(
        children=tuple(
            within(kernel, "uki:.linux" if n == 0 else f"uki:@{n}.linux", ("pe", "uki"))
            for n, kernel in enumerate(kernels)
        )
    )


def kernel() -> Image:
    return efi_image.decode(build.bzimage(compat=True))


def answer(id: str, image: Image, *layers: str) -> Capability | None:
    """Answer for an image in whose layers the acceptance protocol is located."""
    found = tuple(reference(PROTOCOL, "LocateProtocol", layer=layer) for layer in layers)
    return next((c for c in judge(image, found) if c.id == id), None)


def test_the_kernel_inside_answers_for_the_unified_kernel_image() -> None:
    found = answer("acceptance-protocol", uki(kernel()), KERNEL)

    assert found
    assert (found.answer, found.layer) == (Answer.YES, KERNEL)
    assert found.evidence[0].layer == KERNEL


def test_the_stub_around_a_kernel_does_not_answer_for_it() -> None:
    found = answer("acceptance-protocol", uki(kernel()), "uki")

    assert found
    assert (found.answer, found.layer) == (Answer.NO, KERNEL)


def test_what_firmware_asks_of_the_file_it_starts_the_file_answers() -> None:
    for id in ("measured-boot", "nx-compat", "secure-boot-signed", "efi-mixed-mode"):
        found = answer(id, uki(kernel()))
        assert found
        assert found.layer == "uki"


def test_mixed_mode_is_lost_in_a_unified_kernel_image() -> None:
    alone = answer("efi-mixed-mode", kernel())
    inside = answer("efi-mixed-mode", uki(kernel()))

    assert alone
    assert alone.answer is Answer.YES
    assert inside
    assert inside.answer is Answer.NO


def test_kernels_that_differ_answer_unknown_and_say_which_says_what() -> None:
    found = answer("acceptance-protocol", uki(kernel(), kernel()), KERNEL)

    assert found
    assert found.answer is Answer.UNKNOWN
    assert found.why.endswith(f"differ: yes of {KERNEL}, no of uki:@1.linux > bzImage")
    assert [e.layer for e in found.evidence] == [KERNEL, "uki:@1.linux > bzImage"]
    assert [e.what.partition(":")[0] for e in found.evidence] == ["yes", "no"]


def test_kernels_that_agree_answer_once() -> None:
    both = (KERNEL, "uki:@1.linux > bzImage")
    image = uki(kernel(), kernel())
    found = tuple(reference(PROTOCOL, "LocateProtocol", layer=layer) for layer in both)

    answers = [c for c in judge(image, found) if c.id == "acceptance-protocol"]

    assert [(c.answer, c.layer) for c in answers] == [(Answer.YES, KERNEL)]


def test_a_kernel_that_cannot_be_read_is_no_answer() -> None:
    found = answer("unaccepted-memory", uki())

    assert found
    assert (found.answer, found.layer) == (Answer.UNKNOWN, "uki")
    assert found.why == "the kernel in it could not be read"


def test_a_kernel_within_two_unified_kernel_images_answers() -> None:
    inner = within(uki(kernel()), "uki:.linux", ("pe", "uki"))
    outer = uki()._replace(children=(inner,))

    found = answer("acceptance-protocol", outer, f"uki:.linux > {KERNEL}")

    assert found
    assert (found.answer, found.layer) == (Answer.YES, f"uki:.linux > {KERNEL}")


def test_a_question_that_the_kernel_inside_has_no_answer_to_is_not_asked() -> None:
    arm64 = efi_image.decode(build.arm64_image())

    assert answer("efi-handover", uki(arm64)) is None
