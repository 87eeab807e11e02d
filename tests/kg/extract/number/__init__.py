"""Tests of what the numbers of a clause state."""
