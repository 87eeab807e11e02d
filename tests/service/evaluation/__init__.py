"""Tests that mirror `service/evaluation/`."""
