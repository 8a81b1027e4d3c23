"""The routes, a file each; `app.create_app` registers them by hand.

Knows nothing of what a call means: a route hands it over and writes the answer. Public: a function for each route.
"""
