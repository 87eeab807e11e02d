"""Many times what the other tests do once; run by `make stress`."""
