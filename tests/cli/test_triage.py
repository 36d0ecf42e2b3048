"""The command, on recordings whose verdict is known."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from efitool.cli import app

SAMPLES = Path(__file__).parents[2] / "samples"
RECORDINGS = SAMPLES / "recordings"
MIB = 1 << 20
OLD = str(RECORDINGS / "linux-6.1-unaccepted/serial.log")
LOST = "This guest lost 768.0 MiB: its kernel 6.1.0-50-cloud-amd64 does not handle unaccepted"
NOTHING = "Nothing is wrong with this guest"
SPECIAL = "This guest lost 64.0 MiB: the kernel reserves 64 MiB of unaccepted memory"


def triage(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["triage", *arguments], input=input)


def told(*paths: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(triage("--json", *paths).stdout)
    return found


def failed(told: dict[str, Any]) -> list[str]:
    return [f["rule"] for f in told["findings"] if f["answer"] == "fail"]


@pytest.fixture(scope="module")
def boots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("boots")
    with tarfile.open(RECORDINGS / "boots.tar.xz") as archive:
        archive.extractall(top, filter="data")
    return top


@pytest.mark.parametrize(
    ("boot", "verdict", "rules", "unaccepted", "lost"),
    [
        ("attrs2-6.12-odd", SPECIAL, ["unaccepted-reserved-again"], 64, 64),
        ("patched-6.12-adjacent", NOTHING, [], 131, 0),
        ("patched-6.12-eager", NOTHING, [], 1024, 0),
        ("patched-6.12-high-top", NOTHING, [], 768, 0),
        ("patched-6.12-rand-01", NOTHING, [], 104, 0),
        ("patched-6.12-rand-02", NOTHING, [], 28, 0),
        ("patched-6.12-rand-03", NOTHING, [], 8, 0),
        ("patched-6.12-small", NOTHING, [], 26, 0),
        ("unacc-6.1-ebs", NOTHING, [], 0, 0),
        ("unacc-6.1-noebs", LOST, ["kernel-ignores-unaccepted"], 768, 768),
        ("unacc-6.12-dma32", NOTHING, [], 768, 0),
        ("unacc-6.12-edges", NOTHING, [], 130, None),
        ("unacc-6.12-multi", NOTHING, [], 270, 0),
        ("unacc-6.12-noproto-ebs", NOTHING, [], 0, 0),
    ],
)
def test_boots(
    boots: Path, boot: str, verdict: str, rules: list[str], unaccepted: int, lost: int | None
) -> None:
    found = told(str(boots / boot))

    assert found["verdict"].startswith(verdict)
    assert failed(found) == rules
    assert found["facts"]["unaccepted_bytes"] >> 20 == unaccepted
    assert found["facts"]["lost_bytes"] == (None if lost is None else lost * MIB)


@pytest.mark.parametrize(
    ("path", "verdict", "rules"),
    [
        ("linux-6.12/serial.log", NOTHING, []),
        ("linux-7.2/serial.log", NOTHING, []),
        ("linux-6.12-arm64/serial.log", NOTHING, []),
        ("linux-6.12-unaccepted/serial.log", NOTHING, []),
        ("linux-6.12-attributes/dmesg.txt.xz", NOTHING, []),
        ("linux-6.12-long/serial.log.xz", NOTHING, []),
        ("linux-6.1-ia32/dmesg.txt", NOTHING, []),
        (
            "grub/lsefimmap-lsmmap-unaccepted.log",
            "A guest that GRUB starts without the kernel's EFI stub loses 1.8 GiB",
            ["grub-reserves-unaccepted"],
        ),
        (
            "xen/boot-4.17-unaccepted.log",
            "This guest lost 1.0 GiB: Xen reserves",
            ["xen-reserves-unaccepted"],
        ),
        ("shell/memmap-unaccepted-utf16.txt", "Firmware leaves ", []),
        ("linux-6.12-cxl/SRAT", "Nothing here tells how a guest fares", []),
    ],
)
def test_recordings(path: str, verdict: str, rules: list[str]) -> None:
    found = told(str(RECORDINGS / path))

    assert found["verdict"].startswith(verdict)
    assert failed(found) == rules


def test_a_guest_that_nobody_can_accept_memory_for(boots: Path, tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text("qemu-system-x86_64 -machine q35 -m 4G\n")
    found = told(str(boots / "unacc-6.12-edges"), str(script))

    assert failed(found) == ["accept-on-unknown-platform"]
    assert found["inputs"][-2] == {"path": str(script), "is": "qemu-command-line"}


def test_the_object() -> None:
    found = told(OLD)

    assert found["efitool"] == 1
    assert found["kind"] == "triage"
    assert found["inputs"] == [{"path": OLD, "is": "guest-log"}]
    assert found["facts"] == {
        "kernel": "6.1.0-50-cloud-amd64",
        "handles_unaccepted": "no",
        "firmware": "Debian distribution of EDK II 2025.02-8+deb13u1",
        "given_bytes": 4288499712,
        "usable_bytes": 3483119616,
        "unaccepted_bytes": 768 * MIB,
        "lost_bytes": 768 * MIB,
    }
    (finding,) = found["findings"]
    assert finding["severity"] == "error"
    (evidence,) = finding["evidence"]
    assert evidence["path"] == OLD
    assert evidence["text"].startswith("[    0.000000] efi: mem09: [type=15|   |  |")
    line = Path(OLD).read_text(errors="replace").splitlines()[evidence["line"] - 1]
    assert evidence["text"] in line


def test_the_page() -> None:
    lines = triage(OLD).stdout.splitlines()

    assert lines[0].startswith(LOST[:60])
    assert "  lost                       768.0 MiB" in lines
    assert "error  kernel-ignores-unaccepted" in lines
    assert any(line.startswith(f"    {OLD}:") and "[type=15|" in line for line in lines)
    assert lines[-2:] == ["inputs", f"  {OLD}: guest-log"]


def test_the_exit_status(tmp_path: Path) -> None:
    healthy = str(RECORDINGS / "linux-6.12/serial.log")
    assert triage(OLD).exit_code == 1
    assert triage("--fail-on", "never", OLD).exit_code == 0
    assert triage(healthy).exit_code == 0
    missing = triage(healthy, str(tmp_path / "missing"))
    assert missing.exit_code == 2
    assert missing.stderr == f"efitool: {tmp_path}/missing: No such file or directory\n"
    assert NOTHING in missing.stdout


def test_standard_input() -> None:
    assert triage("-", input=Path(OLD).read_bytes()).stdout.startswith("This guest lost 768.0 MiB")


def test_names_from_archives_are_shown_and_not_obeyed() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo("/etc/\x1b[2J\n.log")
        info.size = Path(OLD).stat().st_size
        archive.addfile(info, io.BytesIO(Path(OLD).read_bytes()))
    result = triage("-", input=stream.getvalue())

    assert "\x1b" not in result.stdout
    assert r"-!/etc/\x1b[2J\n.log: guest-log" in result.stdout
