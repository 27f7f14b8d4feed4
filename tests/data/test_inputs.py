"""Files of every kind we read, and the sentences for those we do not."""

import gzip
import io
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core import StudioError
from core.data import inputs, pictures, sets
from core.data.inputs import parse, read
from packing import npz


@pytest.fixture(scope="module")
def digits():
    test = sets.load().test
    return test.images[:5], test.labels[:5]


def idx(images, announced=None, magic=0x803, sides=(28, 28)):
    count = len(images) if announced is None else announced
    return struct.pack(">iiii", magic, count, *sides) + images.tobytes()


def csv(images, labels=None, header=None, separator=",", end="\n", last=False):
    lines = [] if header is None else [separator.join(header)]
    for i, image in enumerate(images):
        cells = [str(pixel) for pixel in image.ravel()]
        if labels is not None:
            cells.insert(len(cells) if last else 0, str(labels[i]))
        lines.append(separator.join(cells))
    return (end.join(lines) + end).encode()


PIXEL_NAMES = [f"pixel{i}" for i in range(784)]


@pytest.mark.parametrize("packed", [False, True])
def test_idx_gives_the_same_images(digits, packed):
    content = gzip.compress(idx(digits[0]), mtime=0) if packed else idx(digits[0])
    np.testing.assert_array_equal(parse(content, "t10k").images, digits[0])


@pytest.mark.parametrize(
    "names",
    [("images", "labels"), ("test_images", "test_labels"), ("X", "y"), ("x_test", "y_test")],
)
def test_npz_gives_images_and_labels(digits, names):
    batch = parse(npz(**dict(zip(names, digits, strict=True))), "digits.npz")
    np.testing.assert_array_equal(batch.images, digits[0])
    np.testing.assert_array_equal(batch.labels, digits[1])


def test_npz_of_float_rows_without_labels(digits):
    batch = parse(npz(images=digits[0].reshape(5, 784).astype(float)), "digits.npz")
    np.testing.assert_array_equal(batch.images, digits[0])
    assert batch.labels is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"header": ["label", *PIXEL_NAMES]},
        {"header": [*PIXEL_NAMES, "class"], "last": True},
        {"separator": ";", "end": "\r\n"},
        {"separator": "\t"},
    ],
)
def test_csv_with_labels(digits, options):
    batch = parse(csv(*digits, **options), "digits.csv")
    np.testing.assert_array_equal(batch.images, digits[0])
    np.testing.assert_array_equal(batch.labels, digits[1])


@pytest.mark.parametrize("header", [None, PIXEL_NAMES])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_without_labels(digits, header, coding):
    content = csv(digits[0], header=header).decode().encode(coding)
    batch = parse(content, "digits.csv")
    np.testing.assert_array_equal(batch.images, digits[0])
    assert batch.labels is None


def picture(grey, mode="L", format="PNG", **options):
    file = io.BytesIO()
    Image.fromarray(grey).convert(mode).save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA"])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_png_of_a_digit_is_that_digit_in_either_polarity(digits, mode, inverted):
    grey = 255 - digits[0][0] if inverted else digits[0][0]
    np.testing.assert_array_equal(parse(picture(grey, mode), "seven.png").images, digits[0][:1])


@pytest.mark.parametrize("light_ink", [False, True])
def test_ink_on_a_transparent_picture_is_read(digits, light_ink):
    alpha = digits[0][0]
    rgba = np.dstack([np.full((28, 28, 3), 255 if light_ink else 0, np.uint8), alpha])
    file = io.BytesIO()
    Image.fromarray(rgba).save(file, "PNG")
    np.testing.assert_array_equal(parse(file.getvalue(), "seven.png").images[0], alpha)


def test_a_jpeg_photograph_of_grey_paper_is_read(digits, trained):
    from core.training import artifacts

    random = np.random.default_rng(0)
    large = np.asarray(Image.fromarray(digits[0][0]).resize((560, 560), Image.Resampling.BICUBIC))
    paper = np.pad(190 - 0.6 * large, 120, constant_values=190) + random.normal(0, 3, (800, 800))
    content = picture(paper.clip(0, 255).astype(np.uint8), "RGB", "JPEG", quality=80)
    images = parse(content, "photo.jpg").images
    assert artifacts.open_model("forest").predict(images).tolist() == [digits[1][0]]
    assert np.abs(images[0].astype(int) - digits[0][0]).mean() < 8


def box(image):
    """Top, left, bottom and right of the ink."""
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    return rows[0], columns[0], rows[-1], columns[-1]


@pytest.mark.parametrize(("quality", "same"), [(75, 0.8), (90, 1.0)])
@pytest.mark.parametrize("inverted", [False, True])
def test_jpegs_ripples_around_a_digit_are_not_ink(quality, same, inverted):
    """MNIST as JPEG: with its ripples the longest side of every box is 24 or 28 instead of 20."""
    images = sets.load().test.images[:100]
    boxes, apart = [], []
    for image in images:
        grey = 255 - image if inverted else image
        content = picture(grey, format="JPEG", quality=quality)
        ink = pictures.ink_in(content, "seven.jpg")
        boxes.append(max(np.subtract(box(ink)[2:], box(ink)[:2])) == 19)
        apart.append(np.abs(parse(content, "seven.jpg").images[0].astype(int) - image).mean())
    assert np.mean(boxes) >= same
    assert np.mean(apart) < 5  # grey levels; 24 with the ripples


def test_a_drawing_is_the_same_image_as_png_and_as_jpeg():
    ink = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(ink).line([(30, 25), (90, 25), (55, 100)], fill=0, width=9, joint="curve")
    drawing = np.asarray(ink)
    png = parse(picture(drawing), "seven.png").images[0]
    jpeg = parse(picture(drawing, format="JPEG", quality=90), "seven.jpg").images[0]
    assert np.abs(png.astype(int) - jpeg).mean() < 1.5


def test_a_pencils_faint_line_in_a_jpeg_is_not_taken_for_ripples():
    grey = Image.new("L", (200, 200), 235)
    ImageDraw.Draw(grey).line([(100, 30), (100, 170)], fill=195, width=10)
    ink = pictures.ink_in(picture(np.asarray(grey), format="JPEG", quality=90), "one.jpg")
    assert box(ink) == pytest.approx((30, 95, 170, 105), abs=1)
    assert ink[100, 100] > 200


@pytest.mark.parametrize(("format", "mode"), [("PNG", "P"), ("PNG", "RGBA"), ("JPEG", "RGB")])
def test_a_damaged_picture_is_read_or_refused_in_one_sentence(digits, format, mode, recwarn):
    whole = picture(np.kron(digits[0][0], np.ones((4, 4), np.uint8)), mode, format)
    random = np.random.default_rng(0)
    refused = set()
    for _ in range(150):
        content = bytearray(whole)
        for place in random.integers(2, len(content), 3):
            content[place] = random.integers(256)
        try:
            pictures.digit_in(bytes(content[: random.integers(20, 2 * len(content))]), "seven")
        except StudioError as error:
            refused.add(str(error))
    assert "seven: the picture is damaged; save it again." in refused
    assert all(sentence.startswith("seven: ") for sentence in refused)
    assert not recwarn.list


@pytest.mark.parametrize("white", [255, 4095, 65535])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_16_bit_png_is_read_whatever_its_white_is(digits, white, inverted):
    grey = 255 - digits[0][0] if inverted else digits[0][0]
    file = io.BytesIO()
    Image.fromarray(np.ceil(grey * (white / 255)).astype(np.uint16)).save(file, "PNG")
    np.testing.assert_array_equal(parse(file.getvalue(), "seven.png").images, digits[0][:1])


def test_a_file_on_disk_is_read_and_a_missing_one_is_named(digits, tmp_path):
    path = tmp_path / "seven.png"
    path.write_bytes(picture(digits[0][0]))
    np.testing.assert_array_equal(read(path).images, digits[0][:1])
    with pytest.raises(StudioError, match=r"eight\.png: there is no such file"):
        read(tmp_path / "eight.png")
    with pytest.raises(StudioError, match="cannot be read"):
        read(tmp_path)


def row(value, column, n=784, rows=1):
    """CSV with rows of zeros; the last has `value` in that column (1 is the first)."""
    cells = ["0"] * n
    first = [",".join(cells)] * (rows - 1)
    cells[column - 1] = value
    return "\n".join([*first, ",".join(cells)]).encode()


ZEROS = np.zeros((2, 28, 28), np.uint8)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"GIF89a" + bytes(20), "not a picture that can be read"),
        (b"%PDF-1.7", "neither"),
        (bytes(100), "neither"),
        (b"\xff\xfe\x00", "neither"),
        (idx(ZEROS, magic=0x801)[:10], "labels"),
        (idx(ZEROS, announced=3), "784 bytes too few for the 3 images"),
        (idx(ZEROS, announced=-1), "4,294,967,295 images"),
        (idx(ZEROS, announced=2**31 - 1), "bytes too few for the 2,147,483,647 images"),
        (idx(ZEROS) + b"x", "1 byte too many for the 2 images"),
        (idx(ZEROS)[:-1], "1 byte too few for the 2 images"),
        (idx(np.zeros((2, 32, 32), np.uint8), sides=(32, 32)), "expected grey digits of 28 × 28"),
        (idx(ZEROS, sides=(900, 900)), "at most 256 × 256"),
        (idx(ZEROS)[:6], "cut off"),
        (gzip.compress(idx(ZEROS), mtime=0)[:-20], "damaged"),
        (gzip.compress(idx(ZEROS, announced=2**31 - 1), mtime=0), "too much"),
        (gzip.compress(b"<!DOCTYPE html><html>404</html>", mtime=0), "this is a web page"),
        (npz(images=np.array([{}, {}])), "holds objects"),
        (npz(pictures=ZEROS), "pictures"),
        (npz(images=np.zeros((2, 32, 32), np.uint8)), "expected"),
        (npz(images=ZEROS + np.nan), "image 0 has a value that is not a number"),
        (npz(images=ZEROS.astype(int) + 256), "values from 256 to 256"),
        (npz(images=ZEROS - 0.5), "values from −0.5 to −0.5"),
        (npz(images=ZEROS, labels=np.array([1])), "as many labels"),
        (npz(images=ZEROS, labels=np.array([1, 10])), "image 2 has the label 10"),
        (npz(images=ZEROS)[:-30], "damaged"),
        (row("256", 3), "row 1, column 3: '256' is not a pixel"),
        (row("-1", 784, rows=4), "row 4, column 784: '-1'"),
        (row("nan", 1), "row 1, column 1: 'nan'"),
        (row("seven", 7, rows=2), "row 2, column 7: 'seven'"),
        (row("10", 1, n=785), "image 1 has the label 10"),
        (row("0", 1, n=783), "783 columns"),
        (row("0", 1, n=787), "787 columns"),
        (row("0", 1) + b"\n0,0\n", "row 2: 2 columns"),
        (",".join(PIXEL_NAMES).encode(), "no row"),
        (",".join([*PIXEL_NAMES, "what"]).encode() + b"\n", "add --label-column what"),
        (b"0," * 4_000_000, "far too long"),
        (picture(np.zeros((28, 28), np.uint8)), "nothing is drawn"),
        (picture(np.full((28, 28), 255, np.uint8)), "nothing is drawn"),
        (picture(ZEROS[0])[:40], "can be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "can be read"),
    ],
)
def test_what_cannot_be_read_gives_one_sentence_that_names_the_file(content, sentence):
    with pytest.raises(StudioError, match=sentence) as error:
        parse(content, "file.xyz")
    assert str(error.value).startswith("file.xyz")
    assert "\n" not in str(error.value)


def test_bombs_are_refused_before_they_unpack(monkeypatch):
    large = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(large, "PNG")
    with pytest.raises(StudioError, match="too many"):
        parse(large.getvalue(), "bomb.png")
    monkeypatch.setattr(inputs, "MAX_BYTES", 1_000_000)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("images.npy", bytes(1_000_001))
    with pytest.raises(StudioError, match="too much"):
        parse(archive.getvalue(), "bomb.npz")


def test_an_archive_that_escapes_its_folder_is_refused():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../images.npy", b"")
    with pytest.raises(StudioError, match="has no place"):
        parse(archive.getvalue(), "escape.npz")
