"""What is said: weighed evidence to cited statements, or to what the documents lack."""
