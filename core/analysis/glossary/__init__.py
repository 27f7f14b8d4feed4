"""Every measure and term that pages use, with its formula and a live example."""
