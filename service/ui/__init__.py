"""The web page: Dash on the FastAPI application, a shell over the calls of the API."""
