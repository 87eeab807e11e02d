"""Documents in, passages out; knows nothing of graphs."""
