"""What a kernel's command line changes.

Linux v6.12, lib/cmdline.c, next_arg(); mm/mm_init.c, accept_memory_parse();
drivers/firmware/efi/libstub/efi-stub-helper.c, efi_parse_options();
arch/x86/platform/efi/efi.c, setup_add_efi_memmap().
"""

from __future__ import annotations

from collections.abc import Iterator

from efitool.replay.scenario import AcceptMemory, Scenario


def apply(scenario: Scenario, command_line: str) -> Scenario:
    """Return the scenario with the parameters that Linux knows; what it ignores is ignored."""
    for name, value in parameters(command_line):
        if name == "accept_memory" and value in [*AcceptMemory]:
            scenario = scenario._replace(accept_memory=AcceptMemory(value))
        elif name == "efi" and "nosoftreserve" in value.split(","):
            scenario = scenario._replace(soft_reserve=False)
        elif name == "add_efi_memmap":
            scenario = scenario._replace(add_efi_memmap=True)
    return scenario


def parameters(command_line: str) -> Iterator[tuple[str, str]]:
    """Yield names and values up to ``--``; double quotes hold blanks together, and go."""
    word, quoted = "", False
    for letter in f"{command_line} ":
        if letter == '"':
            quoted = not quoted
        elif letter.isspace() and not quoted:
            if word == "--":
                return
            name, _, value = word.partition("=")
            if name:
                yield name, value
            word = ""
        else:
            word += letter
