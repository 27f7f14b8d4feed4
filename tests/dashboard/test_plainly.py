"""No page sends one to a terminal for what it has a button for."""

import pytest

from core import StudioError
from core.analysis import maps
from core.data import sets
from core.language import LANGUAGES, using
from core.lessons import stored
from core.training import artifacts
from parts.plainly import said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("opens", [artifacts.open_manifest, stored.open_lesson, maps.open_map])
def test_a_button_takes_the_place_of_the_command(opens, language, tmp_path):
    name = {artifacts.open_manifest: "sgd", stored.open_lesson: "binary"}.get(opens)
    words = [name, "mnist"] if name else ["mnist"]
    with using(language), pytest.raises(StudioError) as refused:
        opens(*words, tmp_path)
    assert "`python -m core" in str(refused.value)
    assert "`" not in said(str(refused.value))
    assert said(str(refused.value)).endswith(".")


def test_what_no_page_can_do_keeps_its_command(tmp_path):
    with pytest.raises(StudioError) as refused:
        sets.load("mnist", tmp_path)
    assert said(str(refused.value)) == str(refused.value)
