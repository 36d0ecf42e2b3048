"""The screen that one sends to a colleague."""

from __future__ import annotations

import gzip
import re
from uuid import UUID

import pytest

from efitool.formats import compressed, efi_image
from efitool.model.capability import Answer, Capability, Evidence
from efitool.model.reference import Form
from efitool.report import text
from efitool.report.sizes import binary
from efitool.report.terminal import Palette
from tests import build, inspections
from tests.inspections import changed
from tests.subjects import reference

PLAIN = Palette(enabled=False)
FLAGS = ("KERNEL_64", "CAN_BE_LOADED_ABOVE_4G", "EFI_HANDOVER_32", "EFI_HANDOVER_64")


def test_a_kernel() -> None:
    shown = text.inspection(inspections.kernel(), PLAIN)

    assert shown.splitlines()[:9] == [
        "vmlinuz",
        "  type          Linux bzImage, x86_64, 4.3 KiB",
        "  version       6.12.0-test (me@here) #1 SMP",
        f"  boot protocol 2.15; {', '.join(FLAGS)},",
        "                EFI_KEXEC, 5LEVEL, 5LEVEL_ENABLED; EFI handover at 0x190",
        "  PE            efi application, machine 0x8664, sections .setup .compat .text",
        "  stub version  3.0 (initrd by LoadFile2, initrd= takes a device path)",
        "  payload       zstd, 68 bytes at 0x1100, 4.0 KiB unpacked (see --deep)",
        "",
    ]
    assert "  ✔ yes      unaccepted-memory  " in shown
    installed = "InstallConfigurationTable(LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID) at 0x1234"
    assert installed in " ".join(shown.split())


def test_guids_are_grouped_by_service_with_the_uncalled_last() -> None:
    lines = text.inspection(inspections.kernel(), PLAIN).splitlines()

    start = lines.index("GUIDs by service")
    assert lines[start + 1 : start + 7] == [
        "  InstallConfigurationTable",
        "    LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID",
        "  LocateProtocol",
        "    OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID",
        "  no call seen",
        "    01234567-89ab-cdef-0123-456789abcdef",
    ]


@pytest.mark.parametrize("width", [20, 60, 80, 200])
def test_lines_fill_the_terminal_and_no_more(width: int) -> None:
    shown = text.inspection(inspections.kernel(), Palette(enabled=False, width=width))

    words = max(map(len, shown.split()))
    assert all(len(line) <= max(width, 34 + words) for line in shown.splitlines())


def test_a_wider_terminal_takes_fewer_lines() -> None:
    narrow, wide = (
        text.inspection(inspections.kernel(), Palette(enabled=False, width=width))
        for width in (60, 200)
    )
    assert len(narrow.splitlines()) > len(wide.splitlines())
    assert narrow.split() == wide.split()


def test_a_guid_that_reaches_a_service_somewhere_is_not_called_idle_elsewhere() -> None:
    kernel = inspections.kernel()
    again = kernel.inspection.references[0]._replace(offset=0x2000, calls=())
    shown = text.inspection(
        changed(kernel, references=(*kernel.inspection.references[:2], again)), PLAIN
    )

    assert "no call seen" not in shown


def test_the_kernel_proper_has_a_build_id() -> None:
    shown = text.inspection(inspections.with_kernel_proper(), PLAIN).splitlines()

    assert [line for line in shown if "build id" in line] == ["  build id      cafe"]


def test_evidence_in_another_layer_says_which_and_none_is_shown_for_no() -> None:
    outer, inner = Evidence("outside", "bzImage", 0x10), Evidence("inside", "vmlinux")
    capabilities = (
        Capability("one", Answer.YES, "because", (outer, inner)),
        Capability("two", Answer.UNKNOWN, "perhaps", (inner,)),
        Capability("three", Answer.NO, "not at all", (outer,)),
    )

    shown = text.inspection(changed(inspections.kernel(), capabilities=capabilities), PLAIN)

    lines = shown.splitlines()
    start = lines.index("Capabilities")
    assert lines[start + 1 : start + 7] == [
        "  ✔ yes      one    because",
        "                    outside at 0x10 (+1 more)",
        "  ? unknown  two    perhaps",
        "                    inside in vmlinux",
        "  ✘ no       three  not at all",
        "",
    ]


@pytest.mark.parametrize(("flags", "order"), [(0xA, "little-endian"), (0xB, "big-endian")])
def test_an_arm64_boot_header(flags: int, order: str) -> None:
    image = efi_image.decode(build.arm64_image(flags=flags))

    shown = text.inspection(inspections.file("Image", image), PLAIN)

    said = f"  boot header   {order}; 4.0 KiB pages; anywhere in memory; 2.0 MiB when loaded"
    assert said in shown.splitlines()


def test_guids_that_no_code_refers_to_are_named_or_counted() -> None:
    kernel = inspections.kernel()
    idle = kernel.inspection.references[2]._replace(form=Form.DATA)
    shown = text.inspection(
        changed(kernel, references=(*kernel.inspection.references[:2], idle)), PLAIN
    )

    assert shown.splitlines()[-2:] == ["  in data only", f"    {inspections.UNKNOWN}"]
    assert "no call seen" not in shown
    many = (idle._replace(guid=UUID(int=n)) for n in range(1, 10))
    crowded = text.inspection(changed(kernel, references=tuple(many)), PLAIN)
    assert crowded.splitlines()[-2:] == ["  in data only", "    9 (see --guids)"]


def test_all_guids_lists_each_reference() -> None:
    shown = text.inspection(inspections.hostile_application(), PLAIN, all_guids=True)

    assert (
        "0x00001234  c5a010fe-38a7-4531-8a4a-0500d2fd1649  immediate (weak)  PE .text  OVMF_SEV"
        in shown
    )


def test_control_characters_of_a_file_are_shown_not_obeyed() -> None:
    shown = text.inspection(inspections.hostile_application(), PLAIN)

    assert "\x1b" not in shown
    assert r"evil\x1b]0;x\x07.efi" in shown
    assert r"sections \x1b[2J" in shown


def test_control_characters_of_a_section_are_not_obeyed_in_a_finding() -> None:
    hostile = inspections.hostile_application()
    finding = hostile.inspection.findings[0]._replace(where="PE section \x1b[2J")

    shown = text.inspection(changed(hostile, findings=(finding,)), PLAIN)

    assert r"image-not-nx: PE section \x1b[2J: the" in shown


def test_findings_have_their_severity() -> None:
    assert "  warning  image-not-nx: PE: the NX_COMPAT flag" in text.inspection(
        inspections.hostile_application(), PLAIN
    )


def test_colours_change_nothing_else() -> None:
    coloured = text.inspection(inspections.kernel(), Palette(enabled=True))

    assert "\x1b[32m" in coloured
    plain = text.inspection(inspections.kernel(), PLAIN)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_of_many_guids_a_few_of_each_service_are_named() -> None:
    kernel = inspections.kernel()
    located = kernel.inspection.references[0]
    many = tuple(located._replace(guid=UUID(int=n)) for n in range(1, text.MANY + 2))

    shown = text.inspection(changed(kernel, references=many), PLAIN)
    all_shown = text.inspection(changed(kernel, references=many[:-1]), PLAIN)

    assert f"{UUID(int=4)} and {text.MANY - 3} more (see --guids)" in " ".join(shown.split())
    assert str(UUID(int=5)) not in shown
    assert str(UUID(int=5)) in all_shown


def test_images_inside_are_told_under_their_layers_and_a_kernel_proper_is_not() -> None:
    outer = efi_image.decode(build.uki((b".linux", build.bzimage(compat=True))))
    shown = text.inspection(
        inspections.file(
            "a.efi",
            outer,
            reference(inspections.PROTOCOL, "LocateProtocol", layer="uki:.linux > bzImage"),
        ),
        PLAIN,
    ).splitlines()

    assert "  type          unified kernel image, x86_64" in shown[1]
    at = shown.index("uki:.linux > bzImage")
    assert shown[at + 1].startswith("  type          Linux bzImage")
    assert "GUIDs by service in uki:.linux > bzImage" in shown
    proper = text.inspection(inspections.with_kernel_proper(), PLAIN)
    assert "bzImage > zstd > vmlinux\n  type" not in proper


def test_a_compressed_file_says_its_codec_and_its_own_size() -> None:
    packed = gzip.compress(build.bzimage(compat=True))
    file = inspections.file("vmlinuz.gz", compressed.decode(packed))._replace(data=packed)

    lines = text.inspection(file, PLAIN).splitlines()

    assert lines[1] == f"  packed        gzip, {binary(len(packed))}, holding"
    assert lines[2].startswith("  type          Linux bzImage")
    assert "  packed" not in text.inspection(inspections.kernel(), PLAIN)
