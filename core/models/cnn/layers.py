"""Layers of a small convolutional network in numpy: float32, channels last, one thread each.

Every layer has forward and backward; arrays that it learns are handed to it as views, so that
the network keeps all weights in one flat array.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Digits whose patches are laid out at once: the buffer stays in the processor's cache.
CHUNK = 16
EPSILON = np.float32(1e-5)
# How far the running moments go towards those of each batch.
MOMENTUM = np.float32(0.05)

Pair = tuple[np.ndarray, np.ndarray]


class Convolution:
    """A k × k convolution without bias (batch normalisation follows), as one matrix product.

    weight is (k · k · inputs, outputs); `pad` zeros surround the image.
    """

    def __init__(
        self, weight: np.ndarray, gradient: np.ndarray, k: int, pad: int, stride: int
    ) -> None:
        self.weight, self.gradient = weight, gradient
        self.k, self.pad, self.stride = k, pad, stride

    def start(self, rng: np.random.Generator) -> None:
        """Draw weights that keep the variance through the positive part."""
        self.weight[...] = rng.normal(0, np.sqrt(2 / len(self.weight)), self.weight.shape)

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, h', w', outputs) for x (n, h, w, inputs)."""
        padded = _padded(x, self.pad)
        if training:
            self._padded = padded
        return _convolve(padded, self.weight, self.k, self.stride)

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray | None:
        """Set the weight's gradient and return the input's if `wanted` (stride 1 only)."""
        outputs = dy.shape[3]
        self.gradient[...] = 0
        for rows, patches in _patches(self._padded, self.k, self.stride):
            self.gradient += patches.T @ dy[rows].reshape(-1, outputs)
        del self._padded
        if not wanted:
            return None
        assert self.stride == 1
        # The gradient flows back through the kernel turned by half a circle.
        turned = self.weight.reshape(self.k, self.k, -1, outputs)[::-1, ::-1]
        turned = np.ascontiguousarray(turned.transpose(0, 1, 3, 2))
        turned = turned.reshape(self.k**2 * outputs, -1)
        return _convolve(_padded(dy, self.k - 1 - self.pad), turned, self.k, 1)


class MaxPool:
    """The largest of each 2 × 2 square; the first wins a tie."""

    def start(self, rng: np.random.Generator) -> None:
        """Nothing is learned."""

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, h / 2, w / 2, c)."""
        upper, lower = x[:, ::2], x[:, 1::2]
        rows = np.maximum(upper, lower)
        left, right = rows[:, :, ::2], rows[:, :, 1::2]
        if training:
            self._upper, self._left = upper >= lower, left >= right
        return np.maximum(left, right)

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Send each gradient to the pixel that was largest."""
        n, h, w, c = dy.shape
        rows = np.empty((n, h, 2 * w, c), dy.dtype)
        np.multiply(dy, self._left, out=rows[:, :, ::2])
        np.subtract(dy, rows[:, :, ::2], out=rows[:, :, 1::2])
        dx = np.empty((n, 2 * h, 2 * w, c), dy.dtype)
        np.multiply(rows, self._upper, out=dx[:, ::2])
        np.subtract(rows, dx[:, ::2], out=dx[:, 1::2])
        del self._upper, self._left
        return dx


class BatchNormRelu:
    """Batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167) and the positive part."""

    def __init__(self, weights: Pair, gradients: Pair, moments: Pair) -> None:
        self.scale, self.shift = weights
        self.scale_gradient, self.shift_gradient = gradients
        self.mean, self.var = moments

    def start(self, rng: np.random.Generator) -> None:
        """Change nothing at first."""
        self.scale[...] = self.var[...] = 1
        self.shift[...] = self.mean[...] = 0

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Normalise by the batch in training, by the running moments in use."""
        flat = x.reshape(-1, x.shape[-1])
        if not training:
            factor = self.scale / np.sqrt(self.var + EPSILON)
            y = flat * factor
            y += self.shift - self.mean * factor
            return np.maximum(y, 0, out=y).reshape(x.shape)
        mean = flat.mean(axis=0)
        normal = flat - mean
        var = np.einsum("ij,ij->j", normal, normal) / np.float32(len(flat))
        self.mean += MOMENTUM * (mean - self.mean)
        self.var += MOMENTUM * (var - self.var)
        self._inverse = 1 / np.sqrt(var + EPSILON)
        normal *= self._inverse
        self._normal = normal
        y = normal * self.scale
        y += self.shift
        np.maximum(y, 0, out=y)
        self._positive = y > 0
        return y.reshape(x.shape)

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Set the gradients of scale and shift and return the input's."""
        d = dy.reshape(self._positive.shape) * self._positive
        np.sum(d, axis=0, out=self.shift_gradient)
        np.einsum("ij,ij->j", d, self._normal, out=self.scale_gradient)
        d -= self.shift_gradient / np.float32(len(d))
        self._normal *= self.scale_gradient / np.float32(len(d))
        d -= self._normal
        d *= self.scale * self._inverse
        del self._normal, self._positive
        return d.reshape(dy.shape)


class Dense:
    """A matrix product with a bias over all that a digit's image holds."""

    def __init__(self, weights: Pair, gradients: Pair) -> None:
        self.weight, self.bias = weights
        self.weight_gradient, self.bias_gradient = gradients

    def start(self, rng: np.random.Generator) -> None:
        """Draw weights that keep the variance."""
        self.weight[...] = rng.normal(0, np.sqrt(1 / len(self.weight)), self.weight.shape)
        self.bias[...] = 0

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, outputs)."""
        flat = x.reshape(len(x), -1)
        if training:
            self._shape, self._flat = x.shape, flat
        return flat @ self.weight + self.bias

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Set the gradients and return the input's."""
        np.matmul(self._flat.T, dy, out=self.weight_gradient)
        np.sum(dy, axis=0, out=self.bias_gradient)
        return (dy @ self.weight.T).reshape(self._shape)


Layer = Convolution | MaxPool | BatchNormRelu | Dense


def _padded(x: np.ndarray, pad: int) -> np.ndarray:
    if pad == 0:
        return np.ascontiguousarray(x)
    n, h, w, c = x.shape
    padded = np.zeros((n, h + 2 * pad, w + 2 * pad, c), x.dtype)
    padded[:, pad:-pad, pad:-pad] = x
    return padded


def _convolve(padded: np.ndarray, weight: np.ndarray, k: int, stride: int) -> np.ndarray:
    n, h, w, _ = padded.shape
    y = np.empty((n, (h - k) // stride + 1, (w - k) // stride + 1, weight.shape[1]), padded.dtype)
    for rows, patches in _patches(padded, k, stride):
        np.matmul(patches, weight, out=y[rows].reshape(-1, weight.shape[1]))
    return y


def _patches(padded: np.ndarray, k: int, stride: int) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield for every few images their k × k patches, one a row; the buffer is used again."""
    n, _, _, channels = padded.shape
    windows = sliding_window_view(padded, (k, k), axis=(1, 2))  # (n, h, w, channels, k, k)
    windows = windows[:, ::stride, ::stride]
    h, w = windows.shape[1:3]
    # Copies are quick when their innermost run is long: a row of the image for a single
    # channel, k neighbouring pixels with all their channels otherwise.
    if channels == 1:
        windows = windows[:, :, :, 0].transpose(3, 4, 0, 1, 2)
        buffer = np.empty((k, k, min(n, CHUNK), h, w), padded.dtype)
    else:
        windows = windows.transpose(0, 1, 2, 4, 5, 3)
        buffer = np.empty((min(n, CHUNK), h, w, k, k, channels), padded.dtype)
    for start in range(0, n, CHUNK):
        rows = slice(start, min(start + CHUNK, n))
        count = rows.stop - start
        if channels == 1:
            part = buffer if count == buffer.shape[2] else np.empty_like(buffer[:, :, :count])
            np.copyto(part, windows[:, :, rows])
            yield rows, part.reshape(k * k, -1).T
        else:
            part = buffer[:count]
            np.copyto(part, windows[rows])
            yield rows, part.reshape(-1, k * k * channels)
