import numpy as np
from scipy.signal import correlate2d

from core.models.cnn.layers import BatchNormRelu, Convolution, MaxPool
from core.models.cnn.network import Network


def test_a_convolution_is_scipys_correlation():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 6, 7, 2)).astype(np.float32)
    weight = rng.normal(size=(18, 4)).astype(np.float32)
    for pad, stride in ((0, 1), (1, 1), (0, 2)):
        layer = Convolution(2, 4, 3, pad, stride)
        layer.weight.value[...] = weight
        kernels = weight.reshape(3, 3, 2, 4)
        mode = "same" if pad else "valid"
        wanted = [
            sum(correlate2d(x[2, :, :, i], kernels[:, :, i, o], mode) for i in range(2))
            for o in range(4)
        ]
        wanted = np.stack(wanted, axis=-1)[::stride, ::stride]
        np.testing.assert_allclose(layer.forward(x, False)[2], wanted, atol=1e-5)


def test_pooling_keeps_the_largest_and_gives_it_the_whole_gradient():
    x = np.array([[1, 2], [4, 4]], np.float32).reshape(1, 2, 2, 1)
    pool = MaxPool()
    assert pool.forward(x, True).item() == 4
    np.testing.assert_array_equal(
        pool.backward(np.full((1, 1, 1, 1), 5, np.float32)).ravel(), [0, 0, 5, 0]
    )


def test_in_use_a_batch_does_not_change_an_images_scores():
    norm = BatchNormRelu(2)
    norm.mean[...], norm.var[...] = [1, 2], [4, 1]
    x = np.array([[[[3, 1]]]], np.float32)
    np.testing.assert_allclose(norm.forward(x, False).ravel(), [1, 0], atol=1e-4)


def test_gradients_are_those_of_numerical_differences():
    rng = np.random.default_rng(1)
    network = Network((3, 4, 5, 6), 4)
    network.init_weights(rng)
    images = rng.random((20, 28, 28), np.float32)
    targets = rng.dirichlet(np.ones(4), 20).astype(np.float32)
    network.loss_and_gradient(images, targets)
    parameters = network.parameters().values()
    gradient = np.concatenate([parameter.gradient.ravel() for parameter in parameters])
    # One direction over all weights at once, and one for each sixth of them, long enough for
    # float32 and short enough that hardly any maximum or sign changes.
    sixths = np.array_split(np.arange(len(gradient)), 6)
    for part in [np.arange(len(gradient)), *sixths]:
        direction = np.zeros_like(gradient)
        direction[part] = gradient[part] / np.linalg.norm(gradient[part])
        steps = np.split(direction, np.cumsum([p.value.size for p in parameters])[:-1])
        start, losses = [parameter.value.copy() for parameter in parameters], []
        for sign in (1, -1, 0):
            for parameter, value, step in zip(parameters, start, steps, strict=True):
                parameter.value[...] = value + sign * np.float32(1e-3) * step.reshape(value.shape)
            losses.append(network.loss_and_gradient(images, targets))
        slope = (losses[0] - losses[1]) / 2e-3
        np.testing.assert_allclose(slope, gradient @ direction, rtol=0.03)
