"""Plates of names: readable, told apart, and never larger than their place."""

import numpy as np

from core.analysis.nameplates import HEIGHT, WIDTH, nameplates


def test_each_name_has_a_plate_of_its_own():
    names = ["7", "photo 17.jpg", "photo 18.jpg", "a/very/long/path/to/the/image_0001.png"]
    names.append("a/very/long/path/to/the/image_0002.png")
    plates = nameplates(names)
    assert plates.shape == (5, HEIGHT, WIDTH)
    assert plates.dtype == np.uint8
    assert len(np.unique(plates.reshape(5, -1), axis=0)) == 5
    for plate in plates:
        inked = plate > 120
        assert 10 < inked.sum() < inked.size / 2
        assert not inked[:, [0, -1]].any()


def test_no_names_and_odd_letters():
    assert nameplates([]).shape == (0, HEIGHT, WIDTH)
    assert nameplates(["", "\n", "日本 <b>"]).shape == (3, HEIGHT, WIDTH)
