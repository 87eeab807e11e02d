"""Tests that mirror `service/client/`."""
