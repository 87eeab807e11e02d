"""Tests that mirror `service/serving/`."""
