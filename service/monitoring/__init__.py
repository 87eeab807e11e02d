"""What can be seen of the work from outside: logs, figures, traces."""
