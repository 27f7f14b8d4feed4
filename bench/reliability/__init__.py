"""docs/reliability.md: what is promised, what was tried, and what came out."""
