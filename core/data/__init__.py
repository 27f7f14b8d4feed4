"""Images and their labels: the bundled MNIST, files that people bring, ink to 28×28."""
