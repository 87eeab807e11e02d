"""The one place that holds Phasebook's version."""

__version__ = "0.1.0"
