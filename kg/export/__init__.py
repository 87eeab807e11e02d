"""The graph to RDF and to the formats of other tools."""
