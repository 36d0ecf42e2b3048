"""The list of what is taken: what may not be on it."""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from efitool.collect import private
from efitool.collect.sources import KERNELS, NEVER, SOURCES


def test_every_source_has_a_reason_and_a_bound() -> None:
    for source in SOURCES:
        assert source.why, source
        assert 0 < source.limit <= 4 << 20
        assert not source.pattern.startswith("/")
        assert ".." not in source.pattern


@pytest.mark.parametrize(
    "secret",
    [
        "sys/firmware/acpi/tables/MSDM",
        "sys/firmware/acpi/tables/SLIC",
        "sys/firmware/efi/efivars/dbx-d719b2cb",
        "sys/firmware/efi/secret/x",
        "sys/firmware/qemu_fw_cfg/by_name/opt/x/raw",
        "sys/class/dmi/id/product_serial",
        "sys/class/dmi/id/product_uuid",
        "sys/class/dmi/id/chassis_asset_tag",
        "sys/class/dmi/id/board_serial",
        "sys/kernel/boot_params/setup_data/0/data",
        "sys/kernel/security/tpm0/binary_bios_measurements",
        "proc/sys/kernel/hostname",
        "etc/shadow",
        "proc/keys",
    ],
)
def test_what_is_secret_is_matched_by_no_source(secret: str) -> None:
    assert not [s.pattern for s in SOURCES if fnmatch(secret, s.pattern)]


def test_what_holds_parameters_or_a_display_is_treated() -> None:
    treated = {s.pattern: s.treat for s in SOURCES if s.treat is not private.unchanged}

    assert treated == {
        "proc/cmdline": private.command_line,
        "sys/kernel/boot_params/data": private.boot_params,
    }


def test_no_directory_above_what_is_meant_is_searched() -> None:
    assert not [s.pattern for s in SOURCES if "**" in s.pattern or re.match(r"[^/]*\*", s.pattern)]
    assert all("{release}" in path for path in KERNELS)
    assert all(what and why for what, why in NEVER)
