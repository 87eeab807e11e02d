"""Claims to where sources agree, differ, or stand alone."""
