"""Extractors, one a shape of evidence: each takes blocks or sentences and gives claims."""
