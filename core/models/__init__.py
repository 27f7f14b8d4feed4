"""The registry of models, and what they are made of."""
