"""Evidence in, cited answer out; and the shells around it: HTTP and the command line."""
