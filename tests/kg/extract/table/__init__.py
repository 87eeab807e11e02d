"""Tests of what tables and keys state."""
