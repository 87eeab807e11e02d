"""Tests of who a claim is about."""
