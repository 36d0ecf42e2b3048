"""Findings: one rule is one module, and its docstring the manual page.

To add a rule, write its module, the page first, and list it: one for images in `RULES`, one for
memory maps in `_map_rules`, one that compares what stands in several places of a log in
`_log_rules`, one for replays in `_trace_rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    firmware_checksum_wrong,
    firmware_metadata_malformed,
    image_not_nx,
    image_not_relocatable,
    kernel_not_efi_bootable,
    metadata_sections_overlap,
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
    sev_section_misaligned,
    signature_outgrown,
    symbols_outside_file,
    td_hob_small,
    tdvf_section_invalid,
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

if TYPE_CHECKING:
    from efitool.model.artifact import Artifact
    from efitool.model.guest_log import GuestLog
    from efitool.model.memmap import MemoryMap
    from efitool.replay.outcome import Result
    from efitool.replay.trace import Trace

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
    signature_outgrown.RULE,
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
    firmware_checksum_wrong.RULE,
    firmware_metadata_malformed.RULE,
    tdvf_section_invalid.RULE,
    sev_section_misaligned.RULE,
    metadata_sections_overlap.RULE,
    td_hob_small.RULE,
)


def lint(artifact: Artifact) -> tuple[Finding, ...]:
    """Judge an image by every rule, and then all that is inside it; or the maps of a record."""
    if isinstance(artifact, Image):
        return tuple(finding for layer in artifact.walk() for finding in judge(layer))
    from efitool.model.artifact import as_log

    log = as_log(artifact)
    return (*(finding for map in log.maps for finding in judge_map(map)), *judge_log(log))


def judge(image: Image) -> tuple[Finding, ...]:
    """Judge an image by every rule, and nothing inside it."""
    return tuple(
        Finding(rule.id, rule.severity, where, message, rule.advice)
        for rule in RULES
        for where, message in rule.check(image)
    )


def judge_map(map: MemoryMap) -> tuple[Finding, ...]:
    """Judge a map by the rules for its kind; what is broken again and again is counted."""
    from efitool.rules._map_rules import broken

    return tuple(
        Finding(rule.id, rule.severity, where, message, rule.advice)
        for rule, where, message in broken(map)
    )


def judge_log(log: GuestLog) -> tuple[Finding, ...]:
    """Judge what a log tells in several places, and not each of its maps."""
    from efitool.rules._log_rules import LOG_RULES

    return tuple(
        Finding(rule.id, rule.severity, where, message, rule.advice)
        for rule in LOG_RULES
        for where, message in rule.check(log)
    )


def judge_trace(trace: Trace, result: Result) -> tuple[Finding, ...]:
    """Judge a replay by what happened in it and what it came to, and not the map it began with."""
    from efitool.rules._trace_rules import TRACE_RULES
    from efitool.rules._trace_story import story

    told = story(trace, result)
    return tuple(
        Finding(rule.id, rule.severity, where, message, rule.advice)
        for rule in TRACE_RULES
        for where, message in rule.check(told)
    )
