"""English text to words, clauses and phrases."""
