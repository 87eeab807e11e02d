"""What labels state of what they stand beside: cells, keys with values, headings."""
