"""Where a build's documents are read: in this process, in several, or on a cluster."""
