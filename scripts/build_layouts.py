#!/usr/bin/env python3
"""Write efitool/formats/_boot_layouts.py from the schemas in _boot_schemas.py."""

from __future__ import annotations

from pathlib import Path

from construct import Struct

from efitool.formats import _boot_schemas
from efitool.formats._layout import derive

TARGET = Path(__file__).parents[1] / "efitool/formats/_boot_layouts.py"
HEAD = '''\
"""Layouts of the structures in `_boot_schemas`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout
'''


def generate() -> str:
    """Return the module: one layout for each schema, in the order of the schemas."""
    text = HEAD
    for name, schema in vars(_boot_schemas).items():
        if isinstance(schema, Struct):
            layout = derive(schema)
            fields = "".join(f'        "{field}",\n' for field in layout.names)
            text += f'\n{name} = Layout(\n    "{layout.format}",\n    (\n{fields}    ),\n)\n'
    return text


if __name__ == "__main__":
    TARGET.write_text(generate())
