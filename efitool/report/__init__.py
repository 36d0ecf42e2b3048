"""Models become text, JSON or pictures: one renderer for each output."""
