"""What the database says, held against the specifications and against its sources."""

from __future__ import annotations

import csv
import runpy
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from efitool import guids
from efitool.guids import GuidKind, GuidName

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "scripts" / "guids"


def build(tables: Path) -> str:
    """Return what the script makes of these tables."""
    script = runpy.run_path(str(ROOT / "scripts" / "build_guids.py"))
    return str(script["table"](tables))


def test_the_shipped_file_is_what_the_script_builds() -> None:
    assert (ROOT / "efitool" / "guids" / "names.tsv").read_text() == build(SOURCES)


def test_a_guid_without_a_name_is_called_by_its_digits() -> None:
    unnamed = UUID("01234567-89ab-cdef-0123-456789abcdef")

    assert guids.name_of(unnamed) == "01234567-89ab-cdef-0123-456789abcdef"
    acceptance = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
    assert guids.name_of(acceptance) == "OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Return a copy of the sources in which nobody knows better than the rules."""
    shutil.copytree(SOURCES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "wellknown.tsv").write_text("guid\tname\tkind\tbasis\n")
    return tmp_path


def test_a_contradiction_between_sources_stops_the_build(tables: Path) -> None:
    for edk2 in (tables / "edk2.tsv", tables / "edk2-headers.tsv"):
        edk2.write_text("guid\n")
    with pytest.raises(SystemExit, match=r"SHIM_LOCK_GUID.* is protocol or variable-vendor"):
        build(tables)


def test_what_is_well_known_must_be_known(tables: Path) -> None:
    guid = "01234567-89ab-cdef-0123-456789abcdef"
    with (tables / "wellknown.tsv").open("a") as file:
        file.write(f"{guid}\tNO_ONES\tother\t-\n")
    with pytest.raises(SystemExit, match=f"no other table has {guid}"):
        build(tables)


def test_an_entry_in_full() -> None:
    guid = UUID("c5a010fe-38a7-4531-8a4a-0500d2fd1649")
    assert guids.lookup(guid) == GuidName(
        guid=guid,
        name="OVMF_SEV_MEMORY_ACCEPTANCE_PROTOCOL_GUID",
        aliases=("gOvmfSevMemoryAcceptanceProtocolGuid",),
        kind=GuidKind.PROTOCOL,
        source="torvalds/linux v7.3",
    )


def test_a_stranger_has_no_name() -> None:
    assert guids.lookup(UUID("01234567-89ab-cdef-0123-456789abcdef")) is None


@pytest.mark.parametrize(
    ("guid", "name", "kind"),
    [
        # UEFI 2.10, 3.3
        ("8be4df61-93ca-11d2-aa0d-00e098032b8c", "EFI_GLOBAL_VARIABLE", "variable-vendor"),
        # UEFI 2.10, 4.6
        ("8868e871-e4f1-11d3-bc22-0080c73c8881", "EFI_ACPI_20_TABLE_GUID", "configuration-table"),
        ("eb9d2d30-2d88-11d3-9a16-0090273fc14d", "ACPI_TABLE_GUID", "configuration-table"),
        ("eb9d2d31-2d88-11d3-9a16-0090273fc14d", "SMBIOS_TABLE_GUID", "configuration-table"),
        ("f2fd1544-9794-4a2c-992e-e5bbcf20e394", "SMBIOS3_TABLE_GUID", "configuration-table"),
        ("eb9d2d32-2d88-11d3-9a16-0090273fc14d", "SAL_SYSTEM_TABLE_GUID", "configuration-table"),
        ("b1b621d5-f19c-41a5-830b-d9152c69aae0", "EFI_DTB_TABLE_GUID", "configuration-table"),
        (
            "dcfa911d-26eb-469f-a220-38b7dc461220",
            "EFI_MEMORY_ATTRIBUTES_TABLE_GUID",
            "configuration-table",
        ),
        # UEFI 2.10, 7.1.2
        (
            "27abf055-b1b8-4c26-8048-748f37baa2df",
            "EFI_EVENT_GROUP_EXIT_BOOT_SERVICES",
            "event-group",
        ),
        ("62da6a56-13fb-485a-a8da-a3dd7912cb6b", "EFI_EVENT_GROUP_RESET_SYSTEM", "event-group"),
        # UEFI 2.10, 9.1, 12.4, 12.9, 13.2, 13.4, 13.5
        ("5b1b31a1-9562-11d2-8e3f-00a0c969723b", "EFI_LOADED_IMAGE_PROTOCOL_GUID", "protocol"),
        (
            "387477c2-69c7-11d2-8e39-00a0c969723b",
            "EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL_GUID",
            "protocol",
        ),
        ("9042a9de-23dc-4a38-96fb-7aded080516a", "EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID", "protocol"),
        ("4006c0c1-fcb3-403e-996d-4a6c8724e06d", "EFI_LOAD_FILE2_PROTOCOL_GUID", "protocol"),
        (
            "964e5b22-6459-11d2-8e39-00a0c969723b",
            "EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID",
            "protocol",
        ),
        ("09576e92-6d3f-11d2-8e39-00a0c969723b", "EFI_FILE_INFO_ID", "file-info"),
        # UEFI 2.10, 10.3.5.9 and 32.4
        ("77ab535a-45fc-624b-5560-f7b281d1f96e", "EFI_VIRTUAL_DISK_GUID", "device-path"),
        ("a5c059a1-94e4-4aa7-87b5-ab155c2bf072", "EFI_CERT_X509_GUID", "signature-type"),
        (
            "d719b2cb-3d3a-4596-a3bc-dad00e67656f",
            "EFI_IMAGE_SECURITY_DATABASE_GUID",
            "variable-vendor",
        ),
        # PI 1.8, Vol. 3
        ("8c8ce578-8a3d-4f1c-9935-896185c32dd3", "EFI_FIRMWARE_FILE_SYSTEM2_GUID", "file-system"),
        # Linux v6.12, include/linux/efi.h
        (
            "d5d1de3c-105c-44f9-9ea9-bcef98120031",
            "LINUX_EFI_UNACCEPTED_MEM_TABLE_GUID",
            "configuration-table",
        ),
        ("5568e427-68fc-4f3d-ac74-ca555231cc68", "LINUX_EFI_INITRD_MEDIA_GUID", "device-path"),
        ("4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "LINUX_EFI_LOADER_ENTRY_GUID", "variable-vendor"),
        # what edk2, shim and QEMU add
        ("38c74800-5590-4db4-a0f3-675d9b8e8026", "EDKII_MEMORY_ACCEPT_PROTOCOL_GUID", "protocol"),
        ("605dab50-e046-4300-abb6-3dd810dd8b23", "EFI_SHIM_LOCK_GUID", "protocol"),
        ("96b582de-1fb2-45f7-baea-a366c55a082d", "OVMF_TABLE_FOOTER_GUID", "firmware-metadata"),
        # several things share it, so it is none of them
        ("00000000-0000-0000-0000-000000000000", "NULL_GUID", "other"),
    ],
)
def test_well_known(guid: str, name: str, kind: str) -> None:
    entry = guids.lookup(UUID(guid))
    assert entry is not None
    assert (entry.name, entry.kind) == (name, kind)


def test_no_name_of_any_source_is_lost() -> None:
    lost = []
    for table in ("edk2", "edk2-headers", "linux", "others"):
        with (SOURCES / f"{table}.tsv").open(newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                entry = guids.lookup(UUID(row["guid"]))
                if entry is None or row["name"] not in (entry.name, *entry.aliases):
                    lost.append((row["guid"], row["name"]))
    assert lost == []


def test_every_row_of_every_source_says_whose_it_is_and_under_which_licence() -> None:
    for table in ("edk2", "edk2-headers", "linux", "others"):
        with (SOURCES / f"{table}.tsv").open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        assert rows
        assert all(row["source"] and row["licence"] and row["file"] for row in rows)


def test_what_is_searched_for_is_what_has_a_name_but_padding() -> None:
    known = guids.known()
    named = {entry.guid.bytes_le for entry in guids.names()}
    assert len(known) == len(set(known))
    assert named - set(known) == {bytes(16)}
    assert bytes.fromhex("fe10a0c5a73831458a4a0500d2fd1649") in known


def test_every_guid_is_found_under_its_own_bytes() -> None:
    for guid in guids.known():
        entry = guids.lookup(UUID(bytes_le=guid))
        assert entry is not None
        assert entry.guid.bytes_le == guid


def test_all_names_are_in_the_order_of_a_dictionary() -> None:
    names = [entry.name.casefold() for entry in guids.names()]
    assert names == sorted(names)
    assert len(names) > 1500


def test_a_name_is_not_its_own_alias() -> None:
    assert not [
        e for e in guids.names() if e.name in e.aliases or len(set(e.aliases)) < len(e.aliases)
    ]
