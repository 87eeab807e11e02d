"""Question in, ranked evidence out."""
