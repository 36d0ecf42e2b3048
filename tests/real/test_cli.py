"""The command line on real kernels says what the library says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import efitool
from efitool import Image
from tests.real.contract import breaches
from tests.real.kernels import Kernel

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]


def inspect(*arguments: str | Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "efitool", "inspect", "--json", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("options", [(), ("--deep",)], ids=["headers", "deep"])
def test_inspect_tells_what_the_library_tells(
    kernel: Kernel, image: Image, deep_image: Image, options: tuple[str, ...]
) -> None:
    (told,) = inspect(*options, kernel.path)
    assert list(breaches(told)) == []
    whole = deep_image if options else image
    assert (told["kind"], told["path"]) == ("image", str(kernel.path))
    assert told["size"] == kernel.path.stat().st_size
    assert told["image"]["type"] == whole.type
    assert told["image"]["arch"] == whole.arch
    assert told["linux"]["version"] == (whole.linux.version if whole.linux else None)
    assert {c["id"]: c["answer"] for c in told["capabilities"]} == {
        c.id: c.answer for c in efitool.capabilities(whole)
    }
    assert len(told["children"]) == len(whole.children)


def test_guids_are_listed_on_demand(kernel: Kernel, image: Image) -> None:
    (told,) = inspect("--guids", kernel.path)
    assert {entry["guid"] for entry in told["guids"] or ()} == {
        str(reference.guid) for reference in efitool.references(image)
    }
