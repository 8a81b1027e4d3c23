"""Who may call: the clients file, the keys of clients and the tokens they sign.

Knows nothing of what a call asks. Public: `TokenAuthenticator` (`authenticator`), `CdsClient`
(`client`).
"""
