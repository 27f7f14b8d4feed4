"""What stands in front of both apps: who may ask, whether it can answer, and what was asked."""
