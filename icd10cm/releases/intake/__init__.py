"""Takes in releases of ICD-10-CM as they are published, checks them and keeps them in a directory."""
