"""Extractors: each takes blocks, sentences or clauses, with what surrounds them, and gives claims.

Here stands what all rooms need, and what reads a sentence as a whole.
"""
