"""Findings: one rule is one module, and its docstring the manual page.

To add a rule, write its module, the page first, and list it in `RULES`.
"""

from __future__ import annotations

from efitool.model.findings import Finding
from efitool.model.image import Image
from efitool.rules import (
    certificate_outside_file,
    image_not_nx,
    pe_oddity,
    section_outside_file,
)
from efitool.rules._base import Rule

RULES: tuple[Rule, ...] = (
    section_outside_file.RULE,
    certificate_outside_file.RULE,
    image_not_nx.RULE,
    pe_oddity.RULE,
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
