"""Chapter 3: what is computed, questions, formulas and the book's numbers."""
