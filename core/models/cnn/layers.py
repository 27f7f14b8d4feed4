"""Layers of a small convolutional network in numpy: float32, channels last, one thread each.

Every layer owns what it learns: its parameters, each beside its gradient, and its running
statistics. `backward` sets the gradients.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Digits whose patches are laid out at once: the buffer stays in the processor's cache.
CHUNK = 16
EPSILON = np.float32(1e-5)
# How far the running statistics go towards those of each batch.
MOMENTUM = np.float32(0.05)


class Parameter:
    """An array that descent learns.

    Attributes
    ----------
    value, gradient : float32 arrays of one shape
    decays : bool
        Whether weight decay pulls it towards zero: the weights of products, not scales and biases.
    """

    def __init__(self, value: np.ndarray, decays: bool = False) -> None:
        self.value = value.astype(np.float32)
        self.gradient = np.zeros_like(self.value)
        self.decays = decays


class Layer:
    """What a layer has to say of itself; most have something to add."""

    def init_weights(self, rng: np.random.Generator) -> None:
        """Draw the weights that descent starts from."""

    def parameters(self) -> dict[str, Parameter]:
        """Return what is learned by descent, by name."""
        return {}

    def running_stats(self) -> dict[str, np.ndarray]:
        """Return what is learned by looking at the batches that pass."""
        return {}

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return the output for a batch; in training, keep what `backward` needs."""
        raise NotImplementedError

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray | None:
        """Set the parameters' gradients from the output's and return the input's if `wanted`."""
        raise NotImplementedError


class Convolution(Layer):
    """A k × k convolution without bias (batch normalisation follows), as one matrix product.

    weight is (k · k · inputs, outputs); `pad` zeros surround the image.
    """

    def __init__(self, inputs: int, outputs: int, k: int, pad: int, stride: int) -> None:
        self.weight = Parameter(np.zeros((k * k * inputs, outputs)), decays=True)
        self.k, self.pad, self.stride = k, pad, stride

    def init_weights(self, rng: np.random.Generator) -> None:
        """Draw weights that keep the variance through the positive part."""
        weight = self.weight.value
        weight[...] = rng.normal(0, np.sqrt(2 / len(weight)), weight.shape)

    def parameters(self) -> dict[str, Parameter]:
        """Return the kernels."""
        return {"weight": self.weight}

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, h', w', outputs) for x (n, h, w, inputs)."""
        padded = _padded(x, self.pad)
        if training:
            self._padded = padded
        return _convolve(padded, self.weight.value, self.k, self.stride)

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray | None:
        """Set the weight's gradient and return the input's if `wanted` (stride 1 only)."""
        outputs = dy.shape[3]
        gradient = self.weight.gradient
        gradient[...] = 0
        for rows, patches in _patches(self._padded, self.k, self.stride):
            gradient += patches.T @ dy[rows].reshape(-1, outputs)
        del self._padded
        if not wanted:
            return None
        assert self.stride == 1
        # The gradient flows back through the kernel turned by half a circle.
        turned = self.weight.value.reshape(self.k, self.k, -1, outputs)[::-1, ::-1]
        turned = np.ascontiguousarray(turned.transpose(0, 1, 3, 2))
        turned = turned.reshape(self.k**2 * outputs, -1)
        return _convolve(_padded(dy, self.k - 1 - self.pad), turned, self.k, 1)


class MaxPool(Layer):
    """The largest of each 2 × 2 square; the first wins a tie."""

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


class BatchNormRelu(Layer):
    """Batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167) and the positive part."""

    def __init__(self, channels: int) -> None:
        self.scale, self.shift = Parameter(np.ones(channels)), Parameter(np.zeros(channels))
        self.mean, self.var = np.zeros(channels, np.float32), np.ones(channels, np.float32)

    def parameters(self) -> dict[str, Parameter]:
        """Return the scale and the shift of each channel."""
        return {"scale": self.scale, "shift": self.shift}

    def running_stats(self) -> dict[str, np.ndarray]:
        """Return the mean and the variance of each channel."""
        return {"mean": self.mean, "var": self.var}

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Normalise by the batch in training, by the running statistics in use."""
        scale, shift = self.scale.value, self.shift.value
        flat = x.reshape(-1, x.shape[-1])
        if not training:
            factor = scale / np.sqrt(self.var + EPSILON)
            y = flat * factor
            y += shift - self.mean * factor
            return np.maximum(y, 0, out=y).reshape(x.shape)
        mean = flat.mean(axis=0)
        normal = flat - mean
        var = np.einsum("ij,ij->j", normal, normal) / np.float32(len(flat))
        self.mean += MOMENTUM * (mean - self.mean)
        self.var += MOMENTUM * (var - self.var)
        self._inverse = 1 / np.sqrt(var + EPSILON)
        normal *= self._inverse
        self._normal = normal
        y = normal * scale
        y += shift
        np.maximum(y, 0, out=y)
        self._positive = y > 0
        return y.reshape(x.shape)

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Set the gradients of scale and shift and return the input's."""
        d = dy.reshape(self._positive.shape) * self._positive
        np.sum(d, axis=0, out=self.shift.gradient)
        np.einsum("ij,ij->j", d, self._normal, out=self.scale.gradient)
        d -= self.shift.gradient / np.float32(len(d))
        self._normal *= self.scale.gradient / np.float32(len(d))
        d -= self._normal
        d *= self.scale.value * self._inverse
        del self._normal, self._positive
        return d.reshape(dy.shape)


class Dense(Layer):
    """A matrix product with a bias over all that a digit's image holds."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.weight = Parameter(np.zeros((inputs, outputs)), decays=True)
        self.bias = Parameter(np.zeros(outputs))

    def init_weights(self, rng: np.random.Generator) -> None:
        """Draw weights that keep the variance."""
        weight = self.weight.value
        weight[...] = rng.normal(0, np.sqrt(1 / len(weight)), weight.shape)

    def parameters(self) -> dict[str, Parameter]:
        """Return the matrix and the bias."""
        return {"weight": self.weight, "bias": self.bias}

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, outputs)."""
        flat = x.reshape(len(x), -1)
        if training:
            self._shape, self._flat = x.shape, flat
        return flat @ self.weight.value + self.bias.value

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Set the gradients and return the input's."""
        np.matmul(self._flat.T, dy, out=self.weight.gradient)
        np.sum(dy, axis=0, out=self.bias.gradient)
        return (dy @ self.weight.value.T).reshape(self._shape)


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
    """Yield for every few images their k × k patches, one per row; the buffer is used again."""
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
