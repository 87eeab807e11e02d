"""Tests that mirror `kg/export/`."""
