"""Covers, monograms and marks."""

from hashlib import sha256

import pytest
from django.template import Context, Template

from psychly.drawing import shapes


def render(source, **context):
    """Render a template that loads the drawings."""
    return Template("{% load drawings %}" + source).render(Context(context))


def test_the_same_slug_always_gives_the_same_cover():
    first = render('{% cover "ketamine-for-depression" %}')
    shapes.cover.cache_clear()
    assert render('{% cover "ketamine-for-depression" %}') == first


def test_a_covers_geometry_is_fixed_for_ever():
    outlines = "".join(shape.outline for shape in shapes.cover("how-to-choose-a-provider").shapes)
    assert sha256(outlines.encode()).hexdigest()[:12] == "c0e6e2ca9b19"


def test_every_motif_and_every_ink_set_is_drawn_by_some_slug():
    dice = [shapes.Dice(f"article-{number}") for number in range(200)]
    assert {d.motif for d in dice} == set(range(6))
    assert {d.inks for d in dice} == set(range(1, 7))


@pytest.mark.parametrize("number", range(40))
def test_a_cover_is_small_and_has_no_number_that_svg_cannot_read(number):
    svg = render("{% cover slug %}", slug=f"article-{number}")
    assert len(svg) < 6000
    assert "nan" not in svg
    assert "inf" not in svg
    assert "style=" not in svg


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dr. Ana Rivera", "AR"),
        ("The Cedar Street Clinic", "CS"),
        ("Óscar de la Peña", "ÓD"),
        ("Mono", "M"),
        ("", ""),
        ("<b>x</b>", "BX"),
        ("\ud800", ""),
    ],
)
def test_initials_are_the_first_two_words_without_titles(name, letters):
    assert shapes.initials(name) == letters


def test_a_person_is_round_and_an_organization_square():
    assert "is-org" not in render('{% monogram "Ana Rivera" "person" %}')
    assert "is-org is-large" in render('{% monogram "Cedar Clinic" "organization" "large" %}')


def test_a_monogram_of_any_name_is_drawn():
    for name in ("", "\x00", "\ud800", "x" * 10_000):
        assert "<svg" in render('{% monogram name "person" %}', name=name)


def test_each_basis_has_its_own_mark_and_an_unknown_one_is_an_error():
    marks = {render("{% mark basis %}", basis=basis) for basis in ("staff", "registry", "self-stated")}
    assert len(marks) == 3
    with pytest.raises(KeyError):
        render('{% mark "verified" %}')


def test_there_are_three_doors():
    assert len({render("{% door n %}", n=n) for n in (1, 2, 3)}) == 3
