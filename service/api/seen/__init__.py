"""What can be seen of the calls from outside: request ids, logs, metrics, traces, health."""
