"""Drawings: what is refused as a digit, and one's own handwriting as a data set."""
