"""Experiments: recipes of named steps, and what they change about a model."""
