"""Recipes: read from a line and written back, refused in one sentence, and turned into a model."""

from __future__ import annotations

import io
import re

import joblib
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from core import StudioError
from core.data.labelled import LabelledImages
from core.improvement.recipe import LONGEST, MOST_STEPS, Recipe
from core.improvement.steps import STEPS
from core.models import registry
from core.storage.unpickling import load_pickle
from core.training import fitting, keys
from few_digits import few_digits
from shapes import shapes


@st.composite
def steps(draw):
    """Draw up to eight steps with numbers in their ranges, in any order."""
    found = []
    for name in draw(st.lists(st.sampled_from(list(STEPS)), max_size=MOST_STEPS, unique=True)):
        values = []
        for parameter in STEPS[name].parameters:
            whole = st.integers(int(np.ceil(parameter.low)), int(parameter.high))
            numbers = st.floats(parameter.low, parameter.high)
            if parameter.fraction:
                numbers = st.floats(parameter.low, 1, exclude_max=True) | whole
            values.append(float(draw(whole if parameter.whole else numbers)))
        found.append((name, tuple(values)))
    return tuple(found)


def made(drawn):
    """Return the recipe of drawn steps, if they are in a possible order."""
    recipe, said = tried(lambda: Recipe(drawn))
    assert recipe or "comes before" in said or "undo" in said
    assume(recipe)
    return recipe


def tried(call):
    """Return a recipe and "", or None and the sentence that refuses it."""
    try:
        return call(), ""
    except StudioError as error:
        return None, str(error)


@given(steps())
def test_a_recipe_is_read_back_as_it_was_written(drawn):
    recipe = made(drawn)
    assert Recipe.parse(recipe.text()) == recipe
    assert Recipe.parse(recipe.text()).text() == recipe.text()
    assert sorted(recipe.steps) == sorted(drawn)
    assert Recipe(recipe.steps) == recipe


@given(steps(), st.randoms())
def test_recipes_that_do_the_same_are_equal_and_so_are_their_texts(drawn, chance):
    recipe = made(drawn)
    kept = [step for step in drawn if STEPS[step[0]].kind != "model"]
    mixed = [step for step in drawn if step[0] not in ("scaling", "pca") and step not in kept]
    chance.shuffle(mixed)
    last = [step for step in drawn if step[0] in ("scaling", "pca")]
    other = Recipe((*mixed, *kept, *last))
    assert (other, other.text(), hash(other)) == (recipe, recipe.text(), hash(recipe))


@given(st.text(max_size=40) | st.text("deskwblur=,.+ 0123456789e-", max_size=20))
def test_any_text_is_a_recipe_or_refused_in_one_sentence(text):
    recipe, said = tried(lambda: Recipe.parse(text))
    if recipe:
        assert Recipe.parse(recipe.text()) == recipe
    else:
        assert said.endswith(".")
        assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", "none"),
        ("  None ", "none"),
        ("deskew sharpen=1.5 data=0.5", "deskew sharpen=1.5,1 data=0.5"),
        ("sharpen=1.5,2", "sharpen=1.5,2"),
        ("deskew,sharpen=1.50,2,data=.5", "deskew sharpen=1.5,2 data=0.5"),
        ("deskew, sharpen = 1.5, 2 , blur", "deskew sharpen=1.5,2 blur=1"),
        ("deskew+sharpen+blur=2", "deskew sharpen=1,1 blur=2"),
        ("C=1e+2+weights", "weights C=100"),
        ("DESKEW c=0.1", "deskew C=0.1"),
        ("shifts deskew", "deskew shifts=1"),
        ("leaf=3 depth=7.0", "depth=7 leaf=3"),
        ("blur sharpen", "blur=1 sharpen=1,1"),
        ("sharpen blur", "sharpen=1,1 blur=1"),
        ("contrast=-0", "contrast=0"),
        ("pca=0.95", "pca=0.95"),
    ],
)
def test_texts_are_read_as_they_are_meant(text, canonical):
    assert Recipe.parse(text).text() == canonical


def test_zero_has_no_sign():
    """Else a model's key, which holds the numbers as texts, would differ for equal recipes."""
    assert repr(Recipe.parse("contrast=-0")) == repr(Recipe.parse("contrast=0"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sharpn", r"no step named 'sharpn'; did you mean 'sharpen'\? .* deskew, sharpen, blur"),
        ("none deskew", "no step named 'none'"),
        ("=3", "no step named ''"),
        ("sharpen=", "number is missing in the step 'sharpen'; write sharpen=1,1"),
        ("sharpen=1.5,", "number is missing in the step 'sharpen'"),
        ("sharpen=,2", "number is missing in the step 'sharpen'"),
        ("data", "'data' needs a number: share, a number from 0.001 to 1, such as data=0.5"),
        ("depth", "'depth' needs a number"),
        ("sharpen=1,2,3", "'sharpen' takes two numbers, but 1, 2, 3 were"),
        ("blur=1,2", "'blur' takes one number, but 1, 2 were"),
        ("deskew=1", "'deskew' takes no number, but 1 was"),
        ("blur=nan", "'nan' in the step 'blur' is not a number"),
        ("sharpen=1,inf", "'inf' in the step 'sharpen' is not a number"),
        ("blur=1e999", "'1e999' in the step 'blur' is not a number"),
        ("blur=1_0", "'1_0' in the step 'blur' is not a number"),
        ("blur=wide", "'wide' in the step 'blur' is not a number; write blur=1"),
        ("blur=1=2", "'1=2' in the step 'blur' is not a number"),
        ("sharpen=99", "In the step 'sharpen', amount must be a number from 0.1 to 10, not 99"),
        ("sharpen=1,0", "In the step 'sharpen', radius must be a number from 0.3 to 5, not 0"),
        ("data=0", "In the step 'data', share must be a number from 0.001 to 1, not 0"),
        ("depth=1.5", "In the step 'depth', depth must be a whole number from 1 to 100, not 1.5"),
        ("pca=1.5", "whole from 1 on, not 1.5"),
        ("deskew blur deskew", "'deskew' is there twice"),
        ("blur=1 blur=2", "'blur' is there twice"),
        ("thicken deskew thin", "'thicken' and 'thin' undo each other"),
        ("pca=9 deskew", "'deskew' changes images, so it comes before 'pca'"),
        ("scaling blur", "'blur' changes images, so it comes before 'scaling'"),
        ("pca=9 scaling", "'scaling' changes pixels, so it comes before 'pca'"),
        ("shifts data=0.5", "'data' chooses the images that 'shifts' copies"),
        ("deskew " * 9, "at most 8 steps, not 9"),
        ("x" * (LONGEST + 1), "at most 300 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(text, said):
    with pytest.raises(StudioError, match=said) as error:
        Recipe.parse(text)
    assert str(error.value).endswith(".")
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_a_recipe_of_a_form_is_checked_as_a_line_is(value):
    with pytest.raises(StudioError, match=r"from 0\.3 to 5"):
        Recipe((("blur", (value,)),))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("none", "Nothing changed: the model as it is"),
        (
            "deskew sharpen=1.5 data=0.5",
            "Deskewed, sharpened (amount 1.5, radius 1), trained on half of the images",
        ),
        ("data=0.125", "Trained on 12.5 % of the images"),
        ("pca=0.95 depth=7", "Principal components with 95 % of the variance, trees of depth 7"),
        ("C=0.1", "C 0.1"),
    ],
)
def test_a_recipe_is_said_in_plain_english(text, sentence):
    assert Recipe.parse(text).sentence() == sentence


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_step_is_described(step):
    assert STEPS[step.name] is step
    assert step.title
    assert step.about.endswith(".")
    assert len(step.parameters) <= 2
    example = Recipe.parse(step.example())
    assert example.text() == step.example()
    assert example.sentence()
    for parameter in step.parameters:
        assert parameter.title
        assert parameter.about.endswith(".")


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_step_suits_a_model_that_learns(step):
    suited = [name for name, model in registry.MODELS.items() if step.suits(model.make())]
    assert set(suited) - {"dummy"}


@pytest.mark.parametrize("name", registry.MODELS)
@pytest.mark.parametrize("dataset", ["mnist", "shapes"])
def test_the_recipe_without_steps_is_the_registrys_own_model(name, dataset):
    own = registry.get(name).pipeline(dataset)
    found = Recipe().pipeline(name, 0, dataset)
    assert keys.recipe(found) == keys.recipe(own)
    assert repr(found) == repr(own)


@pytest.mark.parametrize("name", ["sgd", "forest", "champion", "extra_trees"])
def test_other_seeds_are_other_random_states(name):
    states = [Recipe.parse("blur").pipeline(name, seed)[-1].random_state for seed in range(3)]
    assert states == [registry.SEED, registry.SEED + 1, registry.SEED + 2]
    assert registry.get(name).make()[-1].random_state == registry.SEED


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("champion", "pca=9", "'pca' does not suit the model 'champion'; these steps do: deskew,"),
        ("champion", "scaling", "'scaling' does not suit"),
        ("champion", "trees=9", "'trees' does not suit"),
        ("dummy", "weights", "'weights' does not suit the model 'dummy'"),
        ("forest", "C=1", "'C' does not suit .* weights, depth, trees, leaf"),
        ("sgd", "depth=3", "'depth' does not suit .* alpha, steps"),
        ("seven", "blur", "no model named 'seven'"),
    ],
)
def test_a_step_that_does_not_suit_a_model_is_refused_with_those_that_do(name, text, said):
    recipe = Recipe.parse(text)
    for call in (lambda: recipe.check(name), lambda: recipe.pipeline(name, 0)):
        with pytest.raises(StudioError, match=said):
            call()


@pytest.mark.parametrize(
    ("name", "text", "most"),
    [
        ("sgd", "pca=60", 60),
        ("sgd", "data=0.5 pca=30", 30),
        ("sgd", "data=0.5 shifts pca=150", 150),
        ("sgd", "shifts rotations elastic pca=784", 784),
        ("neighbours", "k=60", 60),
        ("neighbours", "data=0.5 rotations k=60", 60),
    ],
)
def test_more_components_or_neighbours_than_a_fold_has_are_refused(name, text, most):
    """Two folds of three are learned from: 60 of 90 images, of 784 pixels each."""
    train = few_digits(90, 1).train
    train = LabelledImages(train.images, np.arange(90) // 3 % 2)
    Recipe.parse(text).check(name, train)
    Recipe.parse("pca=0.99").check("sgd", train)
    step = "k" if name == "neighbours" else "pca"
    more = re.sub(rf"{step}=\d+", f"{step}={most + 1}", text)
    with pytest.raises(StudioError, match=f"at most {step}={most}, not {most + 1}"):
        Recipe.parse(more).check(name, train)


def test_what_the_check_allows_can_be_fitted():
    digits = few_digits(90, 10)
    inside = np.flatnonzero(np.arange(90) % 3)
    for name, text in (("sgd", "data=0.5 pca=25"), ("neighbours", "data=0.5 k=25")):
        recipe = Recipe.parse(text)
        recipe.check(name, digits.train)
        learned = recipe.training_set(digits.train.take(inside), 0)
        fitted = fitting.fit(recipe.pipeline(name), learned)
        assert len(fitted.predict(digits.test.images)) == 10


@pytest.mark.parametrize(
    ("name", "text", "parameters"),
    [
        ("sgd", "alpha=0.01 steps=7 weights", {"alpha": 0.01, "max_iter": 7}),
        ("logistic", "C=3 steps=7 weights", {"C": 3.0, "max_iter": 7}),
        (
            "forest",
            "depth=7 trees=9 leaf=3 weights",
            {"max_depth": 7, "n_estimators": 9, "min_samples_leaf": 3},
        ),
        ("extra_trees", "depth=2", {"max_depth": 2}),
        ("neighbours", "k=7", {"n_neighbors": 7}),
    ],
)
def test_hyper_parameters_reach_the_classifier(name, text, parameters):
    found = Recipe.parse(text).pipeline(name, 0)[-1].get_params()
    before = registry.get(name).make()[-1].get_params()
    weights = {"class_weight": "balanced"} if "weights" in text else {}
    assert found == {**before, **parameters, **weights}


def test_steps_stand_in_the_order_in_which_they_work():
    pipeline = Recipe.parse("shifts blur deskew scaling pca=5").pipeline("sgd", 0)
    names = [name for name, _ in pipeline.steps]
    assert names == ["blur", "deskew", "pixels", "scaling", "pca", "sgdclassifier"]


def test_scaling_and_pca_learn_from_what_is_fitted_on_and_from_nothing_else():
    digits = few_digits(300, 100)
    pipeline = Recipe.parse("blur scaling pca=5").pipeline("sgd", 0)
    fitted = fitting.fit(pipeline, digits.train)
    rows = fitted[:2].transform(digits.train.images)
    np.testing.assert_allclose(fitted[2].mean_, rows.mean(axis=0), atol=1e-5)
    scaled = StandardScaler().fit_transform(rows)
    _, values, _ = np.linalg.svd(scaled - scaled.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(fitted[3].singular_values_, values[:5], rtol=0.01)
    before = [fitted[2].mean_.copy(), fitted[3].components_.copy()]
    fitted.predict(digits.test.images)
    np.testing.assert_array_equal(before[0], fitted[2].mean_)
    np.testing.assert_array_equal(before[1], fitted[3].components_)


MODELS = [name for name, model in registry.MODELS.items() if model.shape is None]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("text", ["deskew sharpen crop", "blur scaling pca=4"])
def test_a_stored_model_is_opened_and_says_the_same(name, text):
    dataset = shapes(90, 30)
    recipe = Recipe.parse(text)
    fitted = fitting.fit(recipe.pipeline(name, 1), dataset.train)
    buffer = io.BytesIO()
    joblib.dump(fitted, buffer)
    opened = load_pickle(buffer.getvalue(), keys.classes(recipe.pipeline(name, 1)))
    np.testing.assert_array_equal(
        opened.predict(dataset.test.images), fitted.predict(dataset.test.images)
    )


def test_the_key_of_a_model_changes_with_its_pixel_steps():
    texts = ["none", "blur=1", "blur=2", "sharpen=1,1", "blur=1 deskew", "deskew blur=1"]
    recipes = [
        repr(list(keys.recipe(Recipe.parse(text).pipeline("sgd", 0)).items())) for text in texts
    ]
    assert len(set(recipes)) == len(texts)


def test_the_champion_takes_pixel_steps():
    digits = few_digits(64, 5)
    pipeline = Recipe.parse("deskew thin=0.5").pipeline("champion_quick", 0)
    pipeline[-1].set_params(epochs=1, n_estimators=1)
    fitted = fitting.fit(pipeline, digits.train)
    changed = fitted[:-1].transform(digits.test.images)
    np.testing.assert_allclose(
        fitted.predict_proba(digits.test.images), fitted[-1].predict_proba(changed)
    )
