"""Tests that mirror `kg/language/`."""
