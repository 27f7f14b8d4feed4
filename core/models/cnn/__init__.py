"""The champion: convolutional networks in numpy, and the distortions they learn from."""
