#!/usr/bin/env python3
"""Write what is generated in the documentation: outputs in the README, and the man page.

Every ``console`` block of the README is run line by line, as a user would in the root of the
repository, and what it prints is pasted below it; ``--check`` compares instead and fails.
``--real VMLINUZ`` pastes what is said of a distribution's kernel.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer

from efitool.cli import app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
MAN = ROOT / "docs" / "efitool.1"
EXIT_STATUS = {
    0: "Done; no finding at or above --fail-on.",
    1: "Done, with such findings; of guids: nothing was found.",
    2: "Wrong usage, or an input that cannot be read; the other inputs are still done.",
    141: "Whoever read the output went away (SIGPIPE).",
}

REAL = re.compile(r"( VMLINUZ -->\n```text\n).*?(```\n)", re.DOTALL)
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def main() -> None:
    readme = README.read_text()
    if "--real" in sys.argv:
        readme = paste_real(readme, Path(sys.argv[sys.argv.index("--real") + 1]))
    generated = {README: CONSOLE.sub(lambda m: run_block(m[0]), readme), MAN: man_page()}
    stale = [path for path, text in generated.items() if current(path) != text]
    if "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(p.name for p in stale)}" if stale else 0)
    for path in stale:
        path.write_text(generated[path])
        print(f"wrote {path.relative_to(ROOT)}")


def current(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def paste_real(readme: str, kernel: Path) -> str:
    """Return the README with what is said of a kernel that is not in the repository."""
    output = run(f"efitool inspect {kernel}").replace(str(kernel), kernel.name)
    return REAL.sub(lambda m: m[1] + output + m[2], readme)


def run_block(block: str) -> str:
    """Run each ``$`` line of a block and return the block with what they print."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{run(command[2:])}" for command in commands)


def run(command: str) -> str:
    scripts = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "NO_COLOR": "1"}
    done = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True)
    status = f"(exit status {done.returncode})\n" if done.returncode else ""
    return done.stdout + done.stderr + status


def man_page() -> str:
    """Return ``efitool(1)``, from what the commands say of themselves."""
    group = typer.main.get_group(app)
    lines = ['.TH EFITOOL 1 "" "efitool" "User Commands"', ".SH NAME"]
    lines += ["efitool \\- what EFI images are, which GUIDs they refer to, and what they can do"]
    lines += [".SH SYNOPSIS", ".B efitool", ".I COMMAND", "[\\fIOPTION\\fR]... \\fIFILE\\fR..."]
    lines += [".SH DESCRIPTION", *paragraphs(group.help or "")]
    lines += [".SH COMMANDS"]
    for name, command in group.commands.items():
        lines += [f".SS {name}", *paragraphs(command.help or "")]
        for parameter in command.params:
            lines += option(parameter)
    lines += [".SH EXIT STATUS"]
    for status, meaning in EXIT_STATUS.items():
        lines += [".TP", f"\\fB{status}\\fR", roff(meaning)]
    lines += [".SH SEE ALSO", ".BR ukify (1),", ".BR objdump (1),", ".BR sbverify (1)"]
    return "\n".join(lines) + "\n"


def paragraphs(text: str) -> list[str]:
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return [line for block in blocks for line in (".PP", roff(block))]


def option(parameter: Any) -> list[str]:
    help = getattr(parameter, "help", None)
    if not help or getattr(parameter, "hidden", False):
        return []
    value = "" if getattr(parameter, "is_flag", False) else metavar(parameter)
    names = ", ".join(parameter.opts) if parameter.param_type_name == "option" else ""
    return [
        ".TP",
        f"\\fB{roff(names)}\\fR \\fI{roff(value)}\\fR".replace("\\fB\\fR ", ""),
        roff(help),
    ]


def metavar(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None)
    return parameter.metavar or ("|".join(choices) if choices else parameter.name.upper())


def roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    main()
