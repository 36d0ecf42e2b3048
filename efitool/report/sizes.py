"""Sizes as people read them."""

from __future__ import annotations

from efitool.model.sizes import binary

__all__ = ["binary"]
