"""What the numbers of a clause are of: which property, and whose."""
