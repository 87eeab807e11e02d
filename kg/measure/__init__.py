"""Text to quantities with units, and arithmetic with them."""
