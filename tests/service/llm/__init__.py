"""Tests that mirror `service/llm/`."""
