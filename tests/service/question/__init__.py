"""Tests that mirror `service/question/`."""
