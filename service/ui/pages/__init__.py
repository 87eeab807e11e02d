"""The pages: JSON models in, components out."""
