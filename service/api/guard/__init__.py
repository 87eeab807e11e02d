"""Who may call, from where, how often and how much, before a call reaches its route."""
