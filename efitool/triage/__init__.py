"""Evidence in, causes out: why a guest sees less memory, hangs or boots slowly.

`join` makes one picture of all that was read; each rule judges it. To add a rule, write its module,
the page first, and list it in `RULES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from efitool.model.triage import Evidence, Judgement, Triage, TriageFinding, Unknown, Verdict
from efitool.triage import (
    accept_on_unknown_platform,
    accept_storm,
    acceptance_failed,
    acceptance_on_demand,
    accepted_at_exit,
    accepted_without_cacheability,
    bitmap_beyond_mapping,
    dump_incomplete,
    dump_reads_unaccepted,
    exit_boot_services_failed,
    exit_slack_exhausted,
    grub_exit_loop,
    grub_reserves_unaccepted,
    image_machine_mismatch,
    image_not_booted,
    image_refused,
    image_section_alignment,
    initrd_not_loaded,
    kernel_acceptance_bugs,
    kernel_ignores_unaccepted,
    kernel_not_found,
    kernel_silent,
    kexec_loses_acceptance,
    large_snp_guest,
    legacy_range_unvalidated,
    loader_does_not_retry,
    loader_out_of_memory,
    map_buffer_overflow,
    map_buffer_too_small,
    memory_accepted_before_boot,
    memory_added_twice,
    memory_limited,
    nx_inner_kernel,
    nx_policy,
    odd_mebibytes,
    os_indications_deleted,
    replay_differs,
    sbat_revoked,
    snp_above_512_gib,
    soft_reserved_lost,
    srat_uncovered,
    stub_gives_up,
    tdvf_metadata,
    tdx_low_memory,
    type_table_overrun,
    unaccepted_reserved_again,
    variable_store_unvalidated,
    xen_reserves_unaccepted,
)
from efitool.triage._base import TriageRule
from efitool.triage._needs import listened, missing_for
from efitool.triage.join import facts, join
from efitool.triage.sentence import sentence

RULES: tuple[TriageRule, ...] = (
    kernel_ignores_unaccepted.RULE,
    grub_reserves_unaccepted.RULE,
    xen_reserves_unaccepted.RULE,
    accept_on_unknown_platform.RULE,
    kernel_silent.RULE,
    stub_gives_up.RULE,
    acceptance_failed.RULE,
    unaccepted_reserved_again.RULE,
    memory_added_twice.RULE,
    memory_limited.RULE,
    replay_differs.RULE,
    exit_boot_services_failed.RULE,
    exit_slack_exhausted.RULE,
    grub_exit_loop.RULE,
    loader_does_not_retry.RULE,
    map_buffer_too_small.RULE,
    map_buffer_overflow.RULE,
    variable_store_unvalidated.RULE,
    legacy_range_unvalidated.RULE,
    bitmap_beyond_mapping.RULE,
    odd_mebibytes.RULE,
    tdx_low_memory.RULE,
    snp_above_512_gib.RULE,
    large_snp_guest.RULE,
    tdvf_metadata.RULE,
    image_machine_mismatch.RULE,
    image_not_booted.RULE,
    image_refused.RULE,
    kernel_not_found.RULE,
    loader_out_of_memory.RULE,
    initrd_not_loaded.RULE,
    sbat_revoked.RULE,
    nx_policy.RULE,
    nx_inner_kernel.RULE,
    accepted_without_cacheability.RULE,
    image_section_alignment.RULE,
    os_indications_deleted.RULE,
    soft_reserved_lost.RULE,
    srat_uncovered.RULE,
    memory_accepted_before_boot.RULE,
    accept_storm.RULE,
    kexec_loses_acceptance.RULE,
    dump_reads_unaccepted.RULE,
    dump_incomplete.RULE,
    kernel_acceptance_bugs.RULE,
    accepted_at_exit.RULE,
    acceptance_on_demand.RULE,
    type_table_overrun.RULE,
)
"""What stops a guest first, then what costs it memory or time, then what is worth knowing."""


def triage(evidence: Iterable[Evidence], failures: Mapping[str, str]) -> Triage:
    """Judge one guest by all that is known of it. Raises `LimitError`."""
    case = join(tuple(evidence))
    judged = [(rule, judgement) for rule in RULES for judgement in rule.check(case)]
    findings = tuple(_finding(r, j) for r, j in judged if j.verdict in (Verdict.FAIL, Verdict.INFO))
    asked = [(r, j) for r, j in judged if j.verdict is Verdict.UNKNOWN]
    silent = [r.id for r in RULES if all(r is not judging for judging, _ in judged)]
    missing = tuple(Unknown(id, what) for id in silent if (what := missing_for(case, id)))
    heard = (id for id in silent if listened(case, id))
    return Triage(
        inputs=tuple((e.path, e.what) for e in case.evidence),
        failures=failures,
        verdict=sentence(case, findings, unknown=bool(asked)),
        facts=facts(case),
        findings=findings,
        passed=(*(r.id for r, j in judged if j.verdict is Verdict.PASS), *heard),
        unknown=(*(Unknown(r.id, j.message, asks=True) for r, j in asked), *missing),
    )


def _finding(rule: TriageRule, judgement: Judgement) -> TriageFinding:
    return TriageFinding(
        rule.id,
        judgement.verdict,
        rule.severity,
        judgement.message,
        rule.cause,
        rule.advice,
        judgement.evidence,
    )
