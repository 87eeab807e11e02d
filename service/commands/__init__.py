"""The command line's commands, each a small function over one `KnowledgeBase`."""
