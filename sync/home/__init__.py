"""The data folder, and addresses."""
