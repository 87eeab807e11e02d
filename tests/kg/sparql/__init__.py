"""Tests of the SPARQL engine."""
