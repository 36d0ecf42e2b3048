"""Build the images in samples/ from their sources, and write down what each of them holds.

``python scripts/build_samples.py`` rebuilds images, kernels, their two TSV files and the tables of
samples/README.md; ``--check`` compares instead; ``--tables`` prints the TSV files and needs no
compiler. On Debian 12 it needs clang lld llvm gcc gcc-mingw-w64-x86-64 gcc-mingw-w64-i686
gcc-aarch64-linux-gnu bzip2 lz4 lzop xz-utils zstd, and Python's pefile.

What an image refers to is read from its source (`sample_references`); how, is what its recipe
promises. A disassembler proves that the compiler kept the promise before anything is written.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sample_kernels import COLUMNS, KERNELS
from sample_recipes import APPLICATIONS, ENCODINGS, run
from sample_references import Reference, references

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SOURCES = SAMPLES / "src"
TOOLS = {
    "clang": "clang",
    "ld.lld": "lld",
    "llvm-objdump": "llvm",
    "x86_64-linux-gnu-gcc": "gcc",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "i686-w64-mingw32-gcc": "gcc-mingw-w64-i686",
    "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
    "bzip2": "bzip2",
    "lz4": "lz4",
    "lzop": "lzop",
    "xz": "xz-utils",
    "zstd": "zstd",
}
"""Each tool and the Debian package that brings it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with what is there")
    parser.add_argument("--tables", action="store_true", help="print images.tsv and kernels.tsv")
    arguments = parser.parse_args()
    if arguments.tables:
        print(images_tsv() + kernels_tsv(), end="")
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
        application.build(SOURCES, image)
        prove(image, application.encoding, references(SOURCES / application.source))
        built[f"images/{application.name}"] = image.read_bytes()
    for kernel in KERNELS:
        image = scratch / kernel.name
        payload = kernel.build(SOURCES / "kernel", image)
        if kernel.stub:
            prove(image, kernel.encoding, kernel.references(SOURCES / "kernel"), payload)
        built[f"kernels/{kernel.name}"] = image.read_bytes()
    built["images.tsv"] = images_tsv().encode()
    built["kernels.tsv"] = kernels_tsv().encode()
    built["README.md"] = readme(built).encode()
    return built


def prove(image: Path, encoding: str, expected: list[Reference], payload: bytes = b"") -> None:
    """Stop unless the image holds each reference in the encoding that its recipe promises.

    A payload is not looked at: LZO, LZ4 and zstd leave a GUID's bytes as they stand.
    """
    import pefile

    data = image.read_bytes().replace(payload, bytes(len(payload)))
    pe = pefile.PE(data=data, fast_load=True)
    code = run("llvm-objdump", "-d", "--no-show-raw-insn", "--print-imm-hex", image).decode()
    for reference in expected:
        how = ENCODINGS[encoding if reference.call else "data alone"]
        at = data.find(reference.guid.bytes_le)
        if how.whole is not (at >= 0):
            raise SystemExit(f"{image.name}: {reference.name} is at {at}, not as {encoding!r}")
        address = pe.OPTIONAL_HEADER.ImageBase + pe.get_rva_from_offset(max(at, 0))
        for pattern in how.patterns(reference.guid.bytes_le, address):
            if not re.search(pattern, code):
                raise SystemExit(f"{image.name}: {reference.name}: no instruction {pattern}")


def images_tsv() -> str:
    """Return the references that each image must be found to hold, one a line."""
    holders = [
        *((f"images/{a.name}", a.encoding, references(SOURCES / a.source)) for a in APPLICATIONS),
        *(
            (f"kernels/{k.name}", k.encoding, k.references(SOURCES / "kernel"))
            for k in KERNELS
            if k.stub
        ),
    ]
    rows = [("file", "guid", "name", "form", "encoding", "call")]
    for file, encoding, expected in holders:
        for r in expected:
            how = encoding if r.call else "data alone"
            rows.append((file, str(r.guid), r.name, ENCODINGS[how].form, how, r.call or ""))
    return tsv(rows)


def kernels_tsv() -> str:
    """Return what each kernel must be found to be."""
    return tsv([COLUMNS, *(kernel.row() for kernel in KERNELS)])


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
    versions = run(
        "dpkg-query", "-Wf${Package}\t${Version}\n", *sorted(set(TOOLS.values()))
    ).decode()
    packages = [tuple(line.split("\t")) for line in versions.splitlines()]
    text = (SAMPLES / "README.md").read_text()
    tables: dict[str, Sequence[Sequence[str]]] = {
        "images": [("file", "bytes", "source", "compiler", "subsystem", "GUIDs"), *images],
        "kernels": [("file", "bytes", "what it is"), *kernels],
        "tools": [("Debian package", "version"), *packages],
    }
    for name, (head, *rows) in tables.items():
        lines = [f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows)]
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        text = "".join((before, mark, *lines, rest[rest.index("<!-- end -->") :]))
    return text


if __name__ == "__main__":
    sys.exit(main())
