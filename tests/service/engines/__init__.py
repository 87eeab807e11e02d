"""Tests of where a build's documents are read."""
