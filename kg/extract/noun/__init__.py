"""What words state without a verb: names side by side, offices, tags, definitions."""
