"""How an index comes about, changes and is kept whole."""
