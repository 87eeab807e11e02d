"""Tests that mirror `service/mcp/`."""
