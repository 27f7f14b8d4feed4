"""A whole data set with corrected labels, and what was changed, when and by whom."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.analysis.verdicts import Verdict
from core.data.labelled import Dataset

SETS = {"oof": "train", "test": "test"}
#: Who changed a label: the person at this machine, whose verdicts these are.
OWN = "own verdict"


def labels(dataset: Dataset, verdicts: Iterable[Verdict]) -> dict[str, np.ndarray]:
    """Return the labels of both sets, (n,) int64 each, as the verdicts change them."""
    found = {which: dataset.split(which).labels.copy() for which in SETS}
    for verdict in verdicts:
        if verdict.should_be is not None and verdict.index < len(found[verdict.split]):
            found[verdict.split][verdict.index] = verdict.should_be
    return found


def table(dataset: Dataset, verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """Return a row for each image: set, index, id, label, its name, and what was changed.

    `changed_by`, `changed_at`, `label_before` and `note` are empty where nothing was changed.
    """
    verdicts = [v for v in verdicts if v.should_be is not None]
    rows = []
    for which, corrected in labels(dataset, verdicts).items():
        part = dataset.split(which)
        names = np.array(dataset.classes)
        frame = pd.DataFrame(
            {
                "set": SETS[which],
                "index": np.arange(len(part)),
                "label": corrected,
                "class": names[corrected],
                "label_before": pd.array([pd.NA] * len(part), dtype="Int64"),
                "changed_by": "",
                "changed_at": "",
                "note": "",
            }
        )
        if part.ids is not None:
            frame.insert(2, "id", part.ids)
        for verdict in verdicts:
            if verdict.split == which and verdict.index < len(part):
                columns = ["label_before", "changed_by", "changed_at", "note"]
                values = [int(part.labels[verdict.index]), OWN, verdict.at, verdict.note]
                frame.loc[verdict.index, columns] = values
        rows.append(frame)
    return pd.concat(rows, ignore_index=True)


def csv(dataset: Dataset, verdicts: Iterable[Verdict]) -> bytes:
    """Return the table as CSV."""
    return table(dataset, verdicts).to_csv(index=False).encode()


def npz(dataset: Dataset, verdicts: Iterable[Verdict]) -> bytes:
    """Return images and corrected labels as an .npz file that `import` reads.

    `train_changed_by` and `test_changed_by` say of each label who changed it, "" for nobody.
    """
    verdicts = list(verdicts)
    arrays: dict[str, np.ndarray] = {"classes": np.array(dataset.classes)}
    for which, corrected in labels(dataset, verdicts).items():
        part, name = dataset.split(which), SETS[which]
        changed = np.where(corrected != part.labels, OWN, "")
        arrays |= {
            f"{name}_images": part.images,
            f"{name}_labels": corrected,
            f"{name}_changed_by": changed,
        }
        if part.groups is not None:
            arrays[f"{name}_groups"] = part.groups
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()
