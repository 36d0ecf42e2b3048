"""``python -m efitool``, and what the ``efitool`` script starts."""

from __future__ import annotations

import gc


def main() -> None:
    """Start the command line."""
    # Nothing that is imported or decoded becomes garbage in cycles before a command ends, and
    # looking for it takes a tenth of the start-up.
    gc.disable()

    from efitool.cli import main

    main()


if __name__ == "__main__":
    main()
