"""The list of records' formats, and what an image does not load."""

from __future__ import annotations

import subprocess
import sys

from efitool.formats import every
from efitool.formats._base import Kind
from efitool.formats._records import RECORDS

KERNEL = "samples/kernels/synthetic-x86_64-plain-xz.bzimage"


def test_each_says_what_it_loses_and_where_it_comes_from() -> None:
    assert every()[-len(RECORDS) :] == RECORDS
    for format in every():
        assert (format.kind is not Kind.IMAGE) == (format in RECORDS)
        assert bool(format.loses and format.example) == (format in RECORDS), format.name


def test_an_image_is_inspected_without_them() -> None:
    code = (
        "import sys; from efitool.cli import app;"
        "app(['inspect', sys.argv[1]], standalone_mode=False);"
        "print(*(m for m in sys.modules if 'guest_log' in m or 'memmap' in m))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, KERNEL], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "efitool.cli.memmap"
