"""Tests that mirror `kg/naming/`."""
