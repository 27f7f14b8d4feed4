"""A small convolutional network for 28 × 28 digits: its layers, its loss and its weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.models.cnn.layers import BatchNormRelu, Convolution, Dense, Layer, MaxPool

SIDE = 28
# Kernel side, padding, stride, and whether the largest of each 2 × 2 follows. The first layer
# reads every second pixel: as a plan for few operations it beat wider ones with pooling.
PLAN = ((5, 0, 2, False), (3, 0, 1, True), (3, 1, 1, False), (3, 0, 1, False))


class Network:
    """Four convolutions, each normalised and cut at zero, and one dense layer.

    Attributes
    ----------
    weights, gradient : (w,) float32
        All that is learned by descent, and the loss's gradient after `descend`.
    decays : (w,) float32
        1 for the weights of products, which decay; 0 for scales, shifts and biases.
    moments : (m,) float32
        The running means and variances of the normalisations.
    """

    def __init__(self, widths: tuple[int, ...], n_classes: int) -> None:
        self.layers: list[Layer] = []
        # Layers ask for their arrays first; then all become views of three flat ones.
        asked: list[tuple[str, tuple[int, ...]]] = []
        inputs, side = 1, SIDE
        for (k, pad, stride, pooled), width in zip(PLAN, widths, strict=True):
            asked += [("w", (k * k * inputs, width)), ("w", (width,)), ("w", (width,))]
            asked += [("m", (width,)), ("m", (width,))]
            side = ((side + 2 * pad - k) // stride + 1) // (2 if pooled else 1)
            inputs = width
        asked += [("w", (side * side * inputs, n_classes)), ("w", (n_classes,))]
        self.weights, weight = _views([shape for kind, shape in asked if kind == "w"])
        self.gradient, gradient = _views([shape for kind, shape in asked if kind == "w"])
        self.decays = np.concatenate(
            [np.full(np.prod(shape), len(shape) == 2, np.float32) for k, shape in asked if k == "w"]
        )
        self.moments, moment = _views([shape for kind, shape in asked if kind == "m"])
        for k, pad, stride, pooled in PLAN:
            self.layers.append(Convolution(weight(), gradient(), k, pad, stride))
            if pooled:
                self.layers.append(MaxPool())
            norm = BatchNormRelu(
                (weight(), weight()), (gradient(), gradient()), (moment(), moment())
            )
            self.layers.append(norm)
        self.layers.append(Dense((weight(), weight()), (gradient(), gradient())))

    def start(self, rng: np.random.Generator) -> None:
        """Draw the first weights as He et al. do (2015, arXiv 1502.01852)."""
        for layer in self.layers:
            layer.start(rng)

    def forward(self, images: np.ndarray, training: bool = False) -> np.ndarray:
        """Return the scores (n, classes) of images (n, 28, 28) float32 in 0..1."""
        x = images[..., None]
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def descend(self, images: np.ndarray, targets: np.ndarray) -> float:
        """Return the mean cross-entropy to targets (n, classes) and set its gradient."""
        log_probability = log_softmax(self.forward(images, training=True))
        d: np.ndarray | None = (np.exp(log_probability) - targets) / np.float32(len(images))
        for layer in reversed(self.layers):
            assert d is not None
            d = layer.backward(d, layer is not self.layers[0])
        return float(-(targets * log_probability).sum() / len(images))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Return the logarithm of the probabilities that scores (n, classes) stand for."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def _views(shapes: list[tuple[int, ...]]) -> tuple[np.ndarray, Callable[[], np.ndarray]]:
    """Return a flat array and a function that hands out its parts in these shapes, in order."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    flat = np.zeros(sum(sizes), np.float32)
    parts = iter(np.split(flat, np.cumsum(sizes)[:-1]))
    views = iter([part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)])
    return flat, lambda: next(views)
