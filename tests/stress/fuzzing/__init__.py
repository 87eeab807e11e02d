"""Requests that Schemathesis makes up from the OpenAPI document, and what must hold of replies."""
