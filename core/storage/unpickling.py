"""Opens pickled models, but only exact names: those of which fitted models consist."""

from __future__ import annotations

import io
from collections.abc import Collection
from pickle import UnpicklingError
from typing import Any

from joblib.numpy_pickle import NumpyUnpickler

Name = tuple[str, str]

#: Module and name of what our scikit-learn models contain beside the classes that their recipe
#: names. A test fits every model of the registry and compares: nothing more, nothing less.
ADMITTED: frozenset[Name] = frozenset(
    {
        ("joblib.numpy_pickle", "NumpyArrayWrapper"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "scalar"),
        ("sklearn.linear_model._sgd_fast", "Hinge"),
        ("sklearn.pipeline", "Pipeline"),
        ("sklearn.tree._classes", "DecisionTreeClassifier"),
        ("sklearn.tree._classes", "ExtraTreeClassifier"),
        ("sklearn.tree._tree", "Tree"),
    }
)


class _Unpickler(NumpyUnpickler):
    """Refuses every name that is not listed, so that a foreign file cannot run a command.

    The hash of the manifest comes first; this stands behind it, for a folder that someone else
    could write.
    """

    def __init__(self, content: bytes, admitted: frozenset[Name]):
        super().__init__("", io.BytesIO(content), ensure_native_byte_order=False)
        self.admitted = admitted

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.admitted:
            raise UnpicklingError(
                f"it asks for {module}.{name}, which no model of ours contains (a new model's "
                "own parts belong into ADMITTED in core/storage/unpickling.py)"
            )
        return super().find_class(module, name)


def load_pickle(content: bytes, recipe: Collection[type] = ()) -> Any:
    """Return the object in bytes written by `joblib.dump`.

    Parameters
    ----------
    content : the bytes
    recipe : classes that the model's own recipe names, which it may contain, too

    Raises
    ------
    UnpicklingError
        If it asks for any other name.
    """
    own = {(part.__module__, part.__qualname__) for part in recipe}
    return _Unpickler(content, ADMITTED | own).load()
