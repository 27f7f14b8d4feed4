"""Opens pickled models, but only what scikit-learn, numpy and we ourselves put into them."""

from __future__ import annotations

import io
import pickle
from typing import Any

from joblib.numpy_pickle import NumpyUnpickler

#: Packages whose classes a fitted Pipeline may contain.
PACKAGES = ("sklearn", "numpy", "scipy", "core", "joblib", "collections")
#: Functions (not classes) that pickles of numpy arrays and scikit-learn trees call.
FUNCTIONS = {
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.random._pickle", "__randomstate_ctor"),
    ("numpy.random._pickle", "__bit_generator_ctor"),
    ("numpy.random._pickle", "__generator_ctor"),
    ("sklearn._loss._loss", "__pyx_unpickle_CyHalfMultinomialLoss"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
}


class _Unpickler(NumpyUnpickler):
    """Refuses every global outside the lists, so that a foreign file cannot run a command.

    The hash of the manifest comes first; this stands behind it, for a folder that someone else
    could write.
    """

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in FUNCTIONS:
            return super().find_class(module, name)
        if module.split(".")[0] in PACKAGES and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a stored model")


def load_pickle(content: bytes) -> Any:
    """Return the object in bytes written by `joblib.dump`.

    Raises
    ------
    pickle.UnpicklingError
        If it asks for anything but classes of PACKAGES or the FUNCTIONS listed.
    """
    return _Unpickler("", io.BytesIO(content), ensure_native_byte_order=False).load()
