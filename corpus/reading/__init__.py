"""Files' bytes in, text and markup out; one module a format."""
