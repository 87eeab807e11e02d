"""SPARQL over an export of the graph: queries only, each in a process that can be ended."""
