#!/usr/bin/env python3
"""Write the layouts in efitool/formats from the schemas beside them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from construct import Struct

from efitool.formats import _acpi_schemas, _boot_schemas, _dump_schemas, _memory_schemas
from efitool.formats._layout import derive

FORMATS = Path(__file__).parents[1] / "efitool/formats"
TARGETS = {
    FORMATS / "_acpi_layouts.py": _acpi_schemas,
    FORMATS / "_boot_layouts.py": _boot_schemas,
    FORMATS / "_dump_layouts.py": _dump_schemas,
    FORMATS / "_memory_layouts.py": _memory_schemas,
}
HEAD = '''\
"""Layouts of the structures in `{name}`; written by scripts/build_layouts.py."""

from efitool.formats._layout import Layout
'''


def generate(schemas: ModuleType) -> str:
    """Return the module: one layout for each schema, in the order of the schemas."""
    text = HEAD.format(name=schemas.__name__.rpartition(".")[2])
    for name, schema in vars(schemas).items():
        if isinstance(schema, Struct):
            layout = derive(schema)
            fields = "".join(f'        "{field}",\n' for field in layout.names)
            text += f'\n{name} = Layout(\n    "{layout.format}",\n    (\n{fields}    ),\n)\n'
    return text


if __name__ == "__main__":
    for target, schemas in TARGETS.items():
        target.write_text(generate(schemas))
