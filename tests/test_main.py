"""``python -m efitool`` and the script are the same program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command",
    [[sys.executable, "-m", "efitool"], [str(Path(sys.executable).with_name("efitool"))]],
    ids=["module", "script"],
)
def test_it_starts(command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)

    assert done.returncode == 0
    assert done.stdout.startswith("efitool ")
