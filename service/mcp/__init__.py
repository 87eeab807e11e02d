"""The shell for agents: a server of the Model Context Protocol over one `KnowledgeBase`."""
