"""Build the images in samples/ from their sources, and write down what each of them holds.

``python scripts/build_samples.py`` rebuilds images, kernels, UKIs, their TSV files and the tables
of samples/README.md; ``--check`` compares instead; ``--tables`` prints the TSV files and needs no
compiler. It is made for Debian 12, says which of its packages are missing (`sample_tools`), and
needs Python's pefile.

What an image refers to is read from its source (`sample_references`); how, is what its recipe
promises. A disassembler proves that the compiler kept the promise before anything is written.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sample_containers import KERNELS
from sample_encodings import ENCODINGS, prove
from sample_kernels import COLUMNS
from sample_layers import COLUMNS as LAYER_COLUMNS
from sample_recipes import APPLICATIONS
from sample_references import Reference, references
from sample_tools import TOOLS, run
from sample_ukis import UKIS

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SOURCES = SAMPLES / "src"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with what is there")
    parser.add_argument("--tables", action="store_true", help="print the TSV files")
    arguments = parser.parse_args()
    if arguments.tables:
        print(*tables().values(), sep="", end="")
        return 0
    if missing := sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)}):
        print("missing Debian packages:", *missing, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        built = build(Path(scratch))
    changed = [path for path, data in built.items() if not is_there(path, data)]
    for path in changed:
        print("differs:" if arguments.check else "written:", path)
        if not arguments.check:
            (SAMPLES / path).parent.mkdir(exist_ok=True)
            (SAMPLES / path).write_bytes(built[path])
    return int(arguments.check and bool(changed))


def is_there(path: str, data: bytes) -> bool:
    return (SAMPLES / path).exists() and (SAMPLES / path).read_bytes() == data


def build(scratch: Path) -> dict[str, bytes]:
    """Return every generated file by its path below samples/."""
    built = {}
    for application in APPLICATIONS:
        image = scratch / application.name
        listed = application.build(SOURCES, image)
        prove(image, listed, application.encoding, references(SOURCES / application.source))
        built[f"images/{application.name}"] = image.read_bytes()
    kernels = {}
    for kernel in KERNELS:
        image = scratch / kernel.name
        kernel.build(SOURCES / "kernel", image)
        kernels[kernel.name] = built[f"kernels/{kernel.name}"] = image.read_bytes()
    for uki in UKIS:
        image = scratch / uki.name
        uki.build(SOURCES, image, kernels)
        built[f"ukis/{uki.name}"] = image.read_bytes()
    built |= {name: text.encode() for name, text in tables().items()}
    built["README.md"] = readme(built).encode()
    return built


def tables() -> dict[str, str]:
    """Return the TSV files: what must be found in each image, and what images must be found."""
    layers = [
        *((f"kernels/{k.name}", layer) for k in KERNELS for layer in k.layers()),
        *((f"ukis/{u.name}", layer) for u in UKIS for layer in u.layers()),
    ]
    return {
        "images.tsv": tsv(
            [("file", "guid", "name", "form", "encoding", "call"), *map(reference_row, held())]
        ),
        "kernels.tsv": tsv([COLUMNS, *(kernel.row() for kernel in KERNELS)]),
        "containers.tsv": tsv([LAYER_COLUMNS, *(layer.row(file) for file, layer in layers)]),
    }


def held() -> Iterator[tuple[str, str, Reference]]:
    """Yield the references that each file must be found to hold, and how."""
    for application in APPLICATIONS:
        for reference in references(SOURCES / application.source):
            yield f"images/{application.name}", application.encoding, reference
    for kernel in KERNELS:
        for reference in kernel.references(SOURCES / "kernel"):
            yield f"kernels/{kernel.name}", kernel.encoding, reference
    for uki in UKIS:
        for encoding, reference in uki.references(SOURCES):
            yield f"ukis/{uki.name}", encoding, reference


def reference_row(held: tuple[str, str, Reference]) -> tuple[str, ...]:
    file, encoding, r = held
    how = encoding if r.call else "data alone"
    return file, str(r.guid), r.name, ENCODINGS[how].form, how, r.call or ""


def tsv(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def readme(built: Mapping[str, bytes]) -> str:
    """Return README.md with its generated tables renewed."""
    images = [
        (f"`images/{a.name}`", f"{len(built[f'images/{a.name}'])}", f"`{a.source}`",
         f"`{' '.join((a.compiler, *a.flags))}`", f"{a.subsystem}",
         a.encoding if references(SOURCES / a.source) else "none")
        for a in APPLICATIONS
    ]  # fmt: skip
    kernels = [
        (f"`kernels/{k.name}`", f"{len(built[f'kernels/{k.name}'])}", k.summary) for k in KERNELS
    ]
    ukis = [(f"`ukis/{u.name}`", f"{len(built[f'ukis/{u.name}'])}", u.summary) for u in UKIS]
    versions = run(
        "dpkg-query", "-Wf${Package}\t${Version}\n", *sorted(set(TOOLS.values()))
    ).decode()
    packages = [tuple(line.split("\t")) for line in versions.splitlines()]
    text = (SAMPLES / "README.md").read_text()
    tables: dict[str, Sequence[Sequence[str]]] = {
        "images": [("file", "bytes", "source", "compiler", "subsystem", "GUIDs"), *images],
        "kernels": [("file", "bytes", "what it is"), *kernels],
        "ukis": [("file", "bytes", "what it is"), *ukis],
        "tools": [("Debian package", "version"), *packages],
    }
    for name, (head, *rows) in tables.items():
        lines = [f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows)]
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        text = "".join((before, mark, *lines, rest[rest.index("<!-- end -->") :]))
    return text


if __name__ == "__main__":
    sys.exit(main())
