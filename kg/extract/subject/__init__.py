"""Who a claim is about: clauses, and what stands around them, to concepts."""
