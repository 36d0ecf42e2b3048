"""Recorded guests beside real kernels and firmware: images tell what a log leaves open."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from efitool.cli import app
from tests.real import kernels
from tests.real.availability import obtaining
from tests.real.volumes import FIRMWARE, obtain

pytestmark = pytest.mark.real

SAMPLES = Path(__file__).parents[2] / "samples" / "recordings"
OLD = kernels.Spec("bookworm", "linux-image-cloud-amd64")
NEW = kernels.Spec("trixie", "linux-image-cloud-amd64")


@pytest.fixture(scope="module")
def boots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("boots")
    with tarfile.open(SAMPLES / "faults.tar.xz") as archive:
        archive.extractall(place, filter="data")
    return place


@pytest.fixture(scope="module")
def images(asked: bool) -> dict[str, str]:
    """Paths of two kernels and two builds of firmware."""
    with obtaining():
        firmware = {str(f): str(obtain(f)) for f in FIRMWARE if f.arch in ("x86_64", "i386")}
        named = {"old": OLD, "new": NEW}
        return firmware | {n: str(kernels.obtain(s).path) for n, s in named.items()}


def judged(*paths: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["triage", "--json", *map(str, paths)])
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def failing(told: dict[str, Any]) -> set[str]:
    return {f["rule"] for f in told["findings"] if f["answer"] == "fail"}


MAP = SAMPLES / "shell" / "memmap-unaccepted-utf16.txt"


def test_a_map_alone_leaves_open_what_a_kernel_answers(images: dict[str, str]) -> None:
    alone, old, new = judged(MAP), judged(MAP, images["old"]), judged(MAP, images["new"])

    assert alone["facts"]["handles_unaccepted"] is None
    assert failing(alone) == set()
    assert old["facts"]["handles_unaccepted"] == "no"
    assert failing(old) == set()
    assert "kernel-ignores-unaccepted" in {u["rule"] for u in old["unknown"]}
    assert new["facts"]["handles_unaccepted"] == "yes"
    assert failing(new) == set()


def test_a_kernel_that_was_not_booted_says_nothing_of_the_one_that_was(
    images: dict[str, str], boots: Path
) -> None:
    told = judged(boots / "lazy-7.2" / "serial.log", images["old"])

    assert told["facts"]["handles_unaccepted"] == "yes"
    assert failing(told) == set()


def test_healthy_guests_stay_healthy_beside_their_images(
    images: dict[str, str], boots: Path
) -> None:
    firmware = images["trixie-ovmf/OVMF.fd"]

    for boot in ("exit-6.1", "healthy-6.12g", "hotplug-plain-6.1"):
        assert failing(judged(boots / boot, firmware)) == set(), boot


def test_a_program_for_other_firmware(images: dict[str, str]) -> None:
    told = judged(images["new"], images["trixie-OVMF/OVMF32_CODE_4M.secboot.fd"])

    assert "image-machine-mismatch" not in failing(told), "the kernel has CONFIG_EFI_MIXED"
