"""The processes that serve an index over HTTP."""
