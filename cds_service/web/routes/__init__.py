"""The routes, a file each; `app.create_app` registers them by hand."""
