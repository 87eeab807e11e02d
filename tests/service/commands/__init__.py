"""Tests that mirror `service/commands/`."""
