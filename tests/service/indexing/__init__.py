"""Tests that mirror `service/indexing/`."""
