"""Claims, the graph they form, and its vocabulary."""
