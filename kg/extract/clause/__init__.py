"""What a clause states: by its verb, or by what it compares."""
