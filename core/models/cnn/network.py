"""A small convolutional network for 28 × 28 digits: its layers, its loss and its weights."""

from __future__ import annotations

import numpy as np
from scipy.special import log_softmax

from core.models.cnn.layers import BatchNormRelu, Convolution, Dense, Layer, MaxPool, Parameter

SIDE = 28
# Kernel side, padding, stride, and whether the largest of each 2 × 2 follows. The first layer
# reads every second pixel: as a plan for few operations it beat wider ones with pooling.
PLAN = ((5, 0, 2, False), (3, 0, 1, True), (3, 1, 1, False), (3, 0, 1, False))


class Network:
    """Four convolutions, each normalised and cut at zero, and one dense layer.

    Attributes
    ----------
    layers : dict of str to Layer
        In the order that an image passes them: conv1, norm1, conv2, pool2, norm2, …, dense.
    """

    def __init__(self, widths: tuple[int, ...], n_classes: int) -> None:
        self.layers: dict[str, Layer] = {}
        inputs, side = 1, SIDE
        plan = zip(PLAN, widths, strict=True)
        for number, ((k, pad, stride, pooled), width) in enumerate(plan, start=1):
            self.layers[f"conv{number}"] = Convolution(inputs, width, k, pad, stride)
            if pooled:
                self.layers[f"pool{number}"] = MaxPool()
            self.layers[f"norm{number}"] = BatchNormRelu(width)
            side = ((side + 2 * pad - k) // stride + 1) // (2 if pooled else 1)
            inputs = width
        self.layers["dense"] = Dense(side * side * inputs, n_classes)

    def init_weights(self, rng: np.random.Generator) -> None:
        """Draw the first weights as He et al. do (2015, arXiv 1502.01852)."""
        for layer in self.layers.values():
            layer.init_weights(rng)

    def parameters(self) -> dict[str, Parameter]:
        """Return what is learned by descent, as "conv1.weight"."""
        return {
            f"{name}.{own}": parameter
            for name, layer in self.layers.items()
            for own, parameter in layer.parameters().items()
        }

    def state(self) -> dict[str, np.ndarray]:
        """Return all arrays that were learned, running statistics too; writing to them counts."""
        values = {name: parameter.value for name, parameter in self.parameters().items()}
        stats = {
            f"{name}.{own}": array
            for name, layer in self.layers.items()
            for own, array in layer.running_stats().items()
        }
        return values | stats

    def forward(self, images: np.ndarray, training: bool = False) -> np.ndarray:
        """Return the scores (n, classes) of images (n, 28, 28) float32 in 0..1."""
        x = images[..., None]
        for layer in self.layers.values():
            x = layer.forward(x, training)
        return x

    def loss_and_gradient(self, images: np.ndarray, targets: np.ndarray) -> float:
        """Return the mean cross-entropy to targets (n, classes); set the parameters' gradients."""
        log_probability = log_softmax(self.forward(images, training=True), axis=1)
        d: np.ndarray | None = (np.exp(log_probability) - targets) / np.float32(len(images))
        for name, layer in reversed(self.layers.items()):
            assert d is not None
            d = layer.backward(d, wanted=name != "conv1")  # nobody learns from an image's gradient
        return float(-(targets * log_probability).sum() / len(images))
