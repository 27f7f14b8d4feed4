"""The canvas app's server functions, without a browser."""
