"""An ensemble of small convolutional networks, each trained on its own distortions."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, CancelledError, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import ThreadpoolController

from core import StudioError
from core.language import tr
from core.models.cnn import augment, descent, layers, network, strokes, styles
from core.models.cnn.augment import Distorter, Shares
from core.models.cnn.descent import Schedule, descend
from core.models.cnn.network import Network
from core.models.features import check_images
from core.storage import checkpoints, progress

THREADS = 2
READ_AT_ONCE = 256
BLAS = ThreadpoolController()


class CnnEnsemble(ClassifierMixin, BaseEstimator):
    """Convolutional networks that differ by their seed and vote; takes images, not rows.

    Parameters
    ----------
    n_estimators : int
        Networks. Two are trained at a time.
    epochs : int
        Passes over the training set; each is distorted again.
    widths : tuple of 4 int
        Channels after each convolution.
    batch : int
        Digits per step.
    learning_rate, weight_decay, label_smoothing : float
        Adam's largest rate, the pull towards zero, and the share of each label given to all.
    drawn, restyled, written, coarse : float
        Shares of each epoch as `core.models.cnn.augment.Shares` names them; restyled and written
        only for the labels 0 to 9.
    temperature : float
        The vote's logarithm is divided by it before softmax; below 1 it sharpens.
    random_state : int
        Same seed, same figures.

    Attributes
    ----------
    classes_ : (k,) the labels seen in fit
    estimators_ : the trained networks
    """

    #: The modules that decide the figures besides this class.
    modules: ClassVar[tuple[ModuleType, ...]] = (
        augment,
        descent,
        layers,
        network,
        strokes,
        styles,
    )

    def __init__(
        self,
        n_estimators: int = 4,
        epochs: int = 20,
        widths: tuple[int, ...] = (32, 48, 64, 96),
        batch: int = 128,
        learning_rate: float = 4e-3,
        weight_decay: float = 0.01,
        label_smoothing: float = 0.05,
        drawn: float = 0.12,
        restyled: float = 0.12,
        written: float = 0.06,
        coarse: float = 0.06,
        temperature: float = 0.5,
        random_state: int = 0,
    ) -> None:
        self.n_estimators = n_estimators
        self.epochs = epochs
        self.widths = widths
        self.batch = batch
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.label_smoothing = label_smoothing
        self.drawn = drawn
        self.restyled = restyled
        self.written = written
        self.coarse = coarse
        self.temperature = temperature
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags

    def fit(
        self, images: np.ndarray, labels: np.ndarray, members: Sequence[int] | None = None
    ) -> Self:
        """Train all members, or those of these numbers, on images (n, 28, 28) uint8, labels (n,).

        A member's figures do not depend on which others are trained with it. Tells
        `core.storage.progress` and keeps checkpoints where `core.storage.checkpoints` says.
        """
        images = check_images(images, (28, 28))
        labels = np.asarray(labels)
        if labels.shape != (len(images),) or not len(images):
            raise StudioError(
                tr("{n} images need as many labels, and at least one.", n=len(images))
            )
        self.classes_, indices = np.unique(labels, return_inverse=True)
        digits = np.array_equal(self.classes_, np.arange(10))
        shares = Shares(
            self.drawn,
            self.restyled if digits else 0.0,
            self.written if digits else 0.0,
            self.coarse,
        )
        schedule = Schedule(
            self.epochs, self.batch, self.learning_rate, self.weight_decay, self.label_smoothing
        )
        name = self._fit_name(images, labels)
        # One BLAS thread per network: both cores are busy without waiting for one another, and the
        # figures do not depend on how many cores there are.
        with BLAS.limit(limits=1, user_api="blas"):
            rng = np.random.default_rng((self.random_state, 1))
            distorter = Distorter(images, indices, self.classes_, shares, rng)
            chosen = range(self.n_estimators) if members is None else members
            self.estimators_ = self._train(distorter, schedule, name, chosen)
        return self

    def _train(
        self, distorter: Distorter, schedule: Schedule, name: Path | None, members: Sequence[int]
    ) -> list[Network]:
        networks = [Network(self.widths, len(self.classes_)) for _ in members]
        done = [0.0] * len(members)
        stop = False

        def train(at: int) -> None:
            def tell(part: float) -> None:
                done[at] = part
                if stop:
                    raise CancelledError

            number = members[at]
            seed = (self.random_state, 2, number)
            path = None if name is None else name.with_name(f"{name.name}-{number}.npz")
            descend(networks[at], distorter, schedule, seed, tell, path)
            done[at] = 1.0

        with ThreadPoolExecutor(THREADS) as pool:
            waiting: set[Future[None]] = {pool.submit(train, at) for at in range(len(members))}
            try:
                while waiting:
                    finished, waiting = wait(waiting, 0.5, FIRST_EXCEPTION)
                    for future in finished:
                        future.result()
                    progress.report(sum(done) / len(members))
            except BaseException:
                stop = True
                pool.shutdown(cancel_futures=True)
                raise
        return networks

    def _fit_name(self, images: np.ndarray, labels: np.ndarray) -> Path | None:
        """Return the checkpoints' place and name, which holds all that decides the figures."""
        folder = checkpoints.folder()
        if folder is None:
            return None
        parameters = {k: v for k, v in self.get_params().items() if k != "temperature"}
        content = hashlib.sha256(json.dumps(parameters, sort_keys=True, default=str).encode())
        for module in self.modules:
            content.update(inspect.getsource(module).encode())
        content.update(images.tobytes())
        content.update(np.ascontiguousarray(labels).tobytes())
        return folder / content.hexdigest()[:20]

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all that was learned, as arrays that `restore` takes."""
        check_is_fitted(self)
        states = [network.state() for network in self.estimators_]
        return {"classes": self.classes_} | {
            name: np.stack([state[name] for state in states]) for name in states[0]
        }

    def restore(self, arrays: dict[str, np.ndarray]) -> Self:
        """Take over what was learned elsewhere with these parameters."""
        self.classes_ = arrays["classes"]
        self.estimators_ = [
            Network(self.widths, len(self.classes_)) for _ in range(self.n_estimators)
        ]
        for number, reader in enumerate(self.estimators_):
            for name, array in reader.state().items():
                array[...] = arrays[name][number]
        return self

    def member_scores(self, images: np.ndarray) -> np.ndarray:
        """Return each member's logarithm of probability, (members, n, classes)."""
        check_is_fitted(self)
        images = check_images(images, (28, 28))
        scores = np.empty((len(self.estimators_), len(images), len(self.classes_)), np.float32)
        # The products are small: several BLAS threads would mostly wait for one another.
        with BLAS.limit(limits=1, user_api="blas"):
            for start in range(0, len(images), READ_AT_ONCE):
                rows = slice(start, start + READ_AT_ONCE)
                part = images[rows].astype(np.float32) / np.float32(255)
                for number, network in enumerate(self.estimators_):
                    scores[number, rows] = network.forward(part)
        return log_softmax(scores, axis=2)

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return the members' calibrated vote, (n, classes) float32, rows sum to one."""
        return self.vote(self.member_scores(images))

    def vote(self, scores: np.ndarray) -> np.ndarray:
        """Return the calibrated vote (n, k) of members' logarithms of probability (m, n, k)."""
        return softmax(scores.mean(axis=0) / np.float32(self.temperature), axis=1)

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return the most probable class of each image, (n,)."""
        probability = self.predict_proba(images)
        return self.classes_[probability.argmax(axis=1)]
