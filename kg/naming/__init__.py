"""Text to the concepts that it names."""
