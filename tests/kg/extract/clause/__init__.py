"""Tests of what a clause states."""
