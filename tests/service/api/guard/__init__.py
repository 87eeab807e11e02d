"""Tests of service/api/guard and service/api/seen, over a real server."""
