"""Findings: one rule is one module, and its docstring the manual page.

To add a rule, write its module, the page first, and list it in `RULES`.
"""

from __future__ import annotations

from efitool.model.findings import Finding
from efitool.model.image import Image
from efitool.rules import (
    certificate_outside_file,
    checksum_wrong,
    code_writable,
    debug_malformed,
    directory_outside_image,
    elf_oddity,
    entry_point_outside_code,
    image_not_nx,
    image_not_relocatable,
    kernel_not_efi_bootable,
    optional_header_missing,
    part_unreadable,
    pe_oddity,
    relocation_outside_image,
    relocations_malformed,
    sbat_malformed,
    section_alignment,
    section_outside_file,
    section_outside_image,
    sections_overlap,
    symbols_outside_file,
    trailing_data,
    uki_arch_mismatch,
    uki_linux_missing,
    uki_profile_id,
    uki_section_overlap,
    uki_section_repeated,
    uki_uname_mismatch,
    uki_without_osrel,
)
from efitool.rules._base import Rule

RULES: tuple[Rule, ...] = (
    optional_header_missing.RULE,
    section_outside_file.RULE,
    section_outside_image.RULE,
    section_alignment.RULE,
    sections_overlap.RULE,
    entry_point_outside_code.RULE,
    certificate_outside_file.RULE,
    directory_outside_image.RULE,
    relocations_malformed.RULE,
    relocation_outside_image.RULE,
    image_not_relocatable.RULE,
    image_not_nx.RULE,
    code_writable.RULE,
    kernel_not_efi_bootable.RULE,
    debug_malformed.RULE,
    symbols_outside_file.RULE,
    trailing_data.RULE,
    checksum_wrong.RULE,
    sbat_malformed.RULE,
    pe_oddity.RULE,
    elf_oddity.RULE,
    part_unreadable.RULE,
    uki_linux_missing.RULE,
    uki_arch_mismatch.RULE,
    uki_section_overlap.RULE,
    uki_section_repeated.RULE,
    uki_uname_mismatch.RULE,
    uki_without_osrel.RULE,
    uki_profile_id.RULE,
)


def lint(image: Image) -> tuple[Finding, ...]:
    """Judge an image by every rule, and then all that is inside it."""
    return tuple(finding for layer in image.walk() for finding in judge(layer))


def judge(image: Image) -> tuple[Finding, ...]:
    """Judge an image by every rule, and nothing inside it."""
    return tuple(
        Finding(rule.id, rule.severity, where, message, rule.advice)
        for rule in RULES
        for where, message in rule.check(image)
    )
