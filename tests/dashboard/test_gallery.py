import json

from streamlit.testing.v1 import AppTest


def page():
    import numpy as np
    import streamlit as st

    from widgets.gallery import gallery

    images = np.zeros((3, 28, 28), np.uint8)
    answer = gallery(images, np.array([4, 7, 9]), ["a", "b", "c"], key="tiles", right=[1, 0, 1])
    st.text(f"picked {answer}")


def sent(at):
    return json.loads(at.get("bidi_component")[0].proto.json)


def test_a_pick_is_reported_and_anything_else_is_not():
    at = AppTest.from_function(page).run()
    assert not at.exception
    data = sent(at)
    assert (data["ids"], data["captions"]) == ([4, 7, 9], ["a", "b", "c"])
    assert data["right"] == [True, False, True]
    for answer, heard in [(7, 7), (5, None), ("7", None), (True, None), ({"x": [7]}, None)]:
        at.session_state["tiles"] = {"picked": answer}
        at.run()
        assert at.text[0].value == f"picked {heard}"
