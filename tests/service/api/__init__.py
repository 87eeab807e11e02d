"""Tests that mirror `service/api/`."""
