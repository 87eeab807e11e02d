"""How a document becomes an entry of an index; and where: here, in processes, or on a cluster."""
