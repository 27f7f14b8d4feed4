"""docs/own-data.md, followed word for word on a small subset: four files to an open cell."""

from __future__ import annotations

import gzip
import re
import shlex
import struct
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import HOME, clean
from core.cli import main
from core.data import sets
from core.storage import paths

pytestmark = pytest.mark.walk

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "own-data.md").read_text(encoding="utf-8")


@pytest.fixture
def four_files(tmp_path: Path) -> Path:
    """Return a folder with digits in Fashion-MNIST's four files, 200 and 100 of them."""
    folder, whole = tmp_path / "files", sets.load()
    folder.mkdir()
    for which, part, n in (("train", whole.train, 200), ("t10k", whole.test, 100)):
        images = struct.pack(">iiii", 0x803, n, 28, 28) + part.images[:n].tobytes()
        labels = struct.pack(">ii", 0x801, n) + part.labels[:n].astype(np.uint8).tobytes()
        (folder / f"{which}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images, mtime=0))
        (folder / f"{which}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels, mtime=0))
    return folder


def test_the_worked_example_leads_to_an_open_cell(
    four_files: Path, own_root: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)  # whoever follows it says yes
    block = re.search(r"to the shirts.*?```sh\n(.*?)```", TEXT, re.S)
    assert block
    *ours, last = block[1].strip().splitlines()
    assert last == "make dashboard"
    assert len(ours) + 2 <= 5  # and the address below
    for line in ours:
        words = shlex.split(line.replace("/usr/share/datasets/fashion-mnist", str(four_files)))
        assert words[:3] == ["python", "-m", "core"]
        assert main(words[3:]) == 0, capsys.readouterr().err
    out = capsys.readouterr().out
    assert "fashion: 200 training and 100 test images of 28 × 28, 10 classes (T-shirt/top," in out
    sheet = re.search(r"to look at: (.*\.png)", out)
    assert sheet
    assert Path(sheet[1]).stat().st_size > 1000
    address = re.search(r"8501/confusions\?(\S+?)>", TEXT)
    assert address
    st.cache_resource.clear()
    app = AppTest.from_file(HOME, default_timeout=60)
    app.query_params.update(dict(pair.split("=") for pair in address[1].split("&")))
    clean(app.run())
    clean(app.switch_page("views/confusions.py").run())
    assert any("true Shirt, read as T-shirt/top" in button.label for button in app.button)
    st.cache_resource.clear()
