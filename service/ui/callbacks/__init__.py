"""What happens on a page: changes of its address and controls in, new components out."""
