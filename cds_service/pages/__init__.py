"""The pages that people look at: HTML made on the server, with one style sheet and one script of our own."""
