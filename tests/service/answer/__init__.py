"""Tests that mirror `service/answer/`."""
