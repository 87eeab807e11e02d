"""Tests of whether words make a claim at all."""
