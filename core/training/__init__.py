"""Fitting, out-of-fold and test scores, and the artifacts that keep them."""
