"""Tests that mirror `kg/measure/`."""
