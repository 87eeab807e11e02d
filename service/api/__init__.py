"""The HTTP shell: FastAPI routes over one `KnowledgeBase`."""
