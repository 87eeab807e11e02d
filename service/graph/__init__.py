"""The whole graph given out: exported, described, queried, held against its shapes."""
