"""Tests of the readers of each shape of evidence."""
