"""Rules of a hospital's own."""
