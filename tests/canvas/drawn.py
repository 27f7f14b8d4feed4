"""Ink to send: a one, a filled square, and how the page and programs pack them."""

import base64
import io

import numpy as np
from PIL import Image


def one():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 130:150] = 255
    return ink


def square():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 40:240] = 255
    return ink


def packed(ink):
    return base64.b64encode(np.packbits(ink > 127).tobytes()).decode()


def as_file(picture, kind):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


GOOD = packed(one())
