"""Whether words make a claim at all: whole, sound, and understood where they stand alone."""
