"""The command, on recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app
from efitool.formats._write import convert
from efitool.replay.profiles import FIRMWARE, KERNELS
from tests.maps import descriptor, memory_map

ROOT = Path(__file__).parents[2]
GUEST = ROOT / "samples/recordings/linux-6.12-unaccepted"
LOG, RAW = str(GUEST / "serial.log"), str(GUEST / "map-at-exit.bin")
KERNEL = str(ROOT / "samples/kernels/synthetic-x86_64-plain-xz.bzimage")
LOSES = ("--kernel-profile", "linux-6.1", "--firmware-profile", "protocol-phased-out")


def replay(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["replay", *arguments], input=input)


def described(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(replay("--json", *arguments).stdout)
    return found


def test_the_outcome() -> None:
    result = replay(RAW)

    assert result.exit_code == 0
    assert "edk2-sev-snp, linux-7.2, sev-snp, accept_memory=lazy\n" in result.stdout
    assert "  Works: 768.0 MiB stay unaccepted until they are needed\n" in result.stdout
    assert "LocateProtocol" not in result.stdout


def test_the_trace_comes_first() -> None:
    stdout = replay("--trace", RAW).stdout

    assert stdout.index("LocateProtocol") < stdout.index("Works: ")


def test_memory_that_is_lost_makes_it_fail() -> None:
    result = replay(*LOSES, RAW)

    assert result.exit_code == 1
    assert "Boots, but the guest sees 768.0 MiB less" in result.stdout
    assert replay(*LOSES, "--fail-on", "never", RAW).exit_code == 0


def test_a_guest_that_stops_makes_it_fail() -> None:
    result = replay("--kernel-profile", "no-retry-loader", RAW)

    assert result.exit_code == 1
    assert "Stops: " in result.stdout


def test_a_log_and_a_buffer_come_to_the_same() -> None:
    of_log, of_buffer = described(LOG), described(RAW)

    assert of_log["result"] == of_buffer["result"]
    assert of_log["map"].startswith("line ")


def test_an_object_an_input() -> None:
    result = replay("--json", RAW, "/nonexistent", RAW)

    kinds = [json.loads(line)["kind"] for line in result.stdout.splitlines()]
    assert kinds == ["trace", "error", "trace"]
    assert result.exit_code == 2


def test_standard_input() -> None:
    assert replay("-", input=Path(RAW).read_bytes()).exit_code == 0


def test_which_map_of_several(tmp_path: Path) -> None:
    boot = Path(LOG).read_text(errors="replace")
    small = (
        "efi: mem00: [Conventional|   |  |  |  |  |  |  |  |  |  |   |WB|  |  |  ] "
        "range=[0x0000000000000000-0x0000000000000fff] (0MB)\n"
    )
    both = tmp_path / "log"
    both.write_text(f"[    0.000000] Linux version 6.12.1\n[    0.000000] {small}{boot}")

    first = replay(str(both))
    assert first.stderr.startswith(f"efitool: {both}: ")
    assert "this is 1, at line 2\n" in first.stderr
    assert described("--map", "2", str(both))["result"] == described(RAW)["result"]
    last = replay("--map", "99", str(both))
    assert last.exit_code == 2
    assert "wanted 99" in last.stderr


def test_no_map(tmp_path: Path) -> None:
    empty = tmp_path / "log"
    empty.write_text("BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n")
    result = replay(str(empty))

    assert result.exit_code == 2
    assert result.stderr == f"efitool: {empty}: it has no maps of GetMemoryMap(); wanted 1\n"


def test_an_image_is_no_map() -> None:
    uki = next((ROOT / "samples/ukis").iterdir())

    assert replay(str(uki)).exit_code == 2


def test_the_platform_is_that_of_the_firmware() -> None:
    assert described("--firmware-profile", "edk2-tdx", RAW)["scenario"]["platform"] == "tdx"
    assert described("--platform", "none", RAW)["scenario"]["platform"] == "none"


def test_the_command_line_of_the_kernel() -> None:
    line = "quiet accept_memory=eager efi=nosoftreserve add_efi_memmap"
    scenario = described("--cmdline", line, RAW)["scenario"]

    assert scenario["accept_memory"] == "eager"
    assert scenario["soft_reserve"] is False
    assert scenario["add_efi_memmap"] is True
    lazy = described("--cmdline", line, "--accept-memory", "lazy", RAW)["scenario"]
    assert lazy["accept_memory"] == "lazy"


def test_a_program_touches_memory() -> None:
    found = described("--touch", "0x20000000-0x20001000", "--touch", "4096-8192", RAW)

    assert found["scenario"]["touch"] == [["0x20000000", "0x20001000"], ["0x1000", "0x2000"]]
    assert found["result"]["bytes"]["accepted_by_kernel"] > 0
    assert found["result"]["outcome"] == "boots"


@pytest.mark.parametrize("text", ["", "1", "2-1", "1-1", "x-y", "-1-2", "0-0x10000000000000001"])
def test_no_range_to_touch(text: str) -> None:
    assert replay("--touch", text, RAW).exit_code == 2


def test_a_script(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("accept 0x20000000 4096\nquery 0x20000000 4096\n")
    steps = described("--script", str(script), RAW)["steps"]

    assert [s["event"] for s in steps[-2:]] == ["Accept", "Query"]
    assert steps[-1]["detail"] == {"result": False}


def test_a_script_that_is_wrong(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("\nacept 0 1\n")
    result = replay("--script", str(script), RAW)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f"efitool: {script}: replay-script: line 2 at 0x1: there is no request 'acept'; there are "
        "accept, query, stub, touch\n"
    )


def test_until() -> None:
    for until, last in (
        ("exit-boot-services", "ExitBootServices"),
        ("kernel-entry", "EnterKernel"),
    ):
        assert described("--until", until, RAW)["steps"][-1]["event"] == last


def test_a_kernel_image_decides() -> None:
    found = described("--kernel", KERNEL, RAW)["scenario"]["kernel"]

    assert found["name"].startswith("linux-")


def test_a_kernel_for_another_machine_is_not_played() -> None:
    arm64 = str(ROOT / "samples/kernels/synthetic-arm64.image")
    result = replay("--kernel", arm64, RAW)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f"efitool: {arm64}: it is for ARM64, and only what is for x86 can be played\n"
    )


def test_an_image_of_which_nothing_is_known(tmp_path: Path) -> None:
    noise = tmp_path / "OVMF.fd"
    noise.write_bytes(bytes(4096))
    result = replay("--firmware", str(noise), RAW)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"efitool: {noise}: ")


@pytest.mark.parametrize(
    "options",
    [
        ("--kernel", "x", "--kernel-profile", "linux-6.1"),
        ("--firmware", "x", "--firmware-profile", "edk2-tdx"),
        ("--matrix", "--trace"),
        ("--matrix", "--script", "x"),
        ("--svg", "x", RAW),
        ("--kernel-profile", "linux-0.1"),
        ("--firmware-profile", "bios"),
        ("--map", "0"),
        ("--check", str(GUEST), "--platform", "none"),
        ("--check", str(GUEST), "--firmware-profile", "edk2-tdx"),
        ("--check", str(GUEST), "--accept-memory", "eager"),
        ("--check", str(GUEST), "--cmdline", "quiet"),
        ("--check", str(GUEST), "--touch", "0-1"),
        ("--check", str(GUEST), "--until", "idle"),
        ("--script", "/dev/null", "--until", "kernel-entry"),
        ("--touch", "0-1", "--until", "kernel-entry"),
        ("--kexec", "0-1", "--kdump", "0-1"),
        ("--script", "/dev/null", "--kexec", "0-1"),
        ("--cost", "tdx-8m=1"),
        ("--cost", "tdx-2m=-1"),
        ("--cost", "tdx-2m"),
    ],
)
def test_wrong_usage(options: tuple[str, ...]) -> None:
    result = replay(*options, RAW)

    assert result.exit_code == 2
    assert result.stdout == ""


def test_profiles() -> None:
    stdout = replay("--list-profiles").stdout

    for name in ("edk2-sev-snp", "td-shim-eager", "acpi-coldplug", "linux-6.1", "xen"):
        assert f"  {name}" in stdout


def test_profiles_for_programs() -> None:
    found = described("--list-profiles")

    assert [f["name"] for f in found["firmware"]] == [*FIRMWARE]
    assert [k["name"] for k in found["kernels"]] == [*KERNELS]


def test_a_buffer_that_no_format_claims_can_be_told_by_its_stride(tmp_path: Path) -> None:
    path = tmp_path / "map"
    path.write_bytes(convert(memory_map(descriptor(7, start=0xFFF, pages=1)), "raw").data)
    result = replay(str(path))

    assert result.exit_code == 2
    assert "if it is a buffer of GetMemoryMap(), say --descriptor-size " in result.stderr


def test_a_platform_that_a_firmware_is_not_for() -> None:
    told = replay("--firmware-profile", "edk2-tdx", "--platform", "sev-snp", RAW).stderr

    assert told == "efitool: edk2-tdx is made for tdx: none runs on sev-snp\n"
    assert replay("--firmware-profile", "menu-hide", "--platform", "tdx", RAW).stderr == ""


AT = "0x10000000-0x10200000"


def test_the_next_kernel_and_the_one_after_a_crash() -> None:
    copied = described("--kexec", AT, RAW)
    crashed = described("--kdump", "0x1000000-0x2000000", "--touch", AT, RAW)

    assert copied["scenario"]["kexec"] == {
        "segments": [["0x10000000", "0x10200000"]],
        "crash": False,
    }
    assert crashed["scenario"]["kexec"]["crash"] is True
    for found in (copied, crashed):
        assert [s["event"] for s in found["steps"]].count("EnterKernel") == 2
        assert found["result"]["faults"] == 0
    assert replay("--kdump", AT, "--touch", AT, "--kernel-profile", "linux-6.6", RAW).exit_code == 1


def test_time_at_a_cost_that_is_stated() -> None:
    eager = ("--accept-memory", "eager", "--cost", "snp-request=0.5", RAW)
    found = described(*eager)
    cost = found["cost"]["kernel"]
    calls = [(s["actor"], s["event"]) for s in found["steps"]].count(("kernel", "Accept"))

    assert cost["operations"]["snp-request"] == calls
    assert cost["seconds"] == calls / 2
    assert f"  kernel    {calls / 2:12.3f} s\n" in replay(*eager).stdout
    small = described(*eager, "--host-page", "4k")["cost"]["kernel"]["operations"]
    assert small["pvalidate-2m-refused"] == 384
    assert "cost" not in described(RAW)


def test_a_row_and_a_column_of_the_matrix() -> None:
    cells = described("--matrix", RAW)["cells"]
    row = described("--matrix", "--firmware-profile", "edk2-tdx", RAW)["cells"]
    one = described("--matrix", *LOSES, "--platform", "tdx", RAW)["cells"]

    assert row == [c for c in cells if c["firmware"] == "edk2-tdx"]
    assert [(c["outcome"], c["bytes"]["lost"]) for c in one] == [("boots-short", 768 << 20)]


def test_the_matrix_shows_failures_and_does_not_fail() -> None:
    result = replay("--matrix", RAW)

    assert result.exit_code == 0
    assert "    stops: " in result.stdout


@pytest.mark.parametrize("option", [(), ("--matrix",)])
def test_a_picture(tmp_path: Path, option: tuple[str, ...]) -> None:
    picture = tmp_path / "map.svg"

    assert replay("--svg", str(picture), *option, RAW).exit_code == 0
    assert picture.read_text().startswith("<?xml")


def test_a_hostile_map(tmp_path: Path) -> None:
    """Overlaps, ends beyond 2^64, types that do not exist: it is played, or refused in a line."""
    top = (1 << 64) - 4096
    hostile = memory_map(
        descriptor(15, start=top, pages=2),
        descriptor(15, start=0x1000, pages=1 << 50),
        descriptor(15, start=0, pages=1 << 30),
        descriptor(7, start=0x200000, pages=1 << 30),
        descriptor(15, start=0x200000, pages=0),
        descriptor(77, start=0, pages=(1 << 64) - 1),
    )
    path = tmp_path / "map"
    path.write_bytes(convert(hostile, "raw").data)
    for options in ((), ("--matrix",), LOSES, ("--trace", "--accept-memory", "eager")):
        result = replay(*options, "--descriptor-size", "48", str(path))
        assert result.exit_code in (0, 1, 2)
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "descriptor-overlap" in replay("--json", "--descriptor-size", "48", str(path)).stdout


def test_findings_are_those_of_the_map_and_of_the_replay() -> None:
    found = described("--kernel-profile", "no-retry-loader", RAW)["findings"]

    assert [(f["rule"], f["where"]) for f in found] == [
        ("unaccepted-below-4gib", "GetMemoryMap"),
        ("exit-retry-missing", "step 7"),
    ]
    assert (
        "exit-retry-missing: step 7: " in replay("--kernel-profile", "no-retry-loader", RAW).stdout
    )


def test_a_warning_can_make_it_fail() -> None:
    doubly = ("--firmware-profile", "acpi-double-claim", "--fail-on", "warning", RAW)

    assert replay(*doubly).exit_code == 1
