"""Who may call: the clients file, the keys of clients and the tokens they sign."""
