"""``python -m efitool``, and what the ``efitool`` script starts."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave.

    Two things that Python does for programs that run long cost this one a quarter of its time:
    looking for garbage while modules are loaded, and taking every module apart at the end.
    """
    gc.disable()

    from efitool.cli import main

    status = main()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
