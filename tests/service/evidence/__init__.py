"""Tests that mirror `service/evidence/`."""
