"""Tests that mirror `kg/agreement/`."""
