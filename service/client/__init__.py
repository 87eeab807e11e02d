"""A Python client of the HTTP calls, and its twin without threads: `service.client.client`."""
