"""Words of templates that nothing can change are looked up when the template is compiled."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.utils import translation


def compiled(source):
    """The only node of a template that loads `i18n`, as every template here does."""
    return Template("{% load i18n %}" + source).nodelist[-1]


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Null characters are not allowed." %}',
        "{% blocktranslate trimmed %}\n  Null characters are not allowed.\n{% endblocktranslate %}",
    ],
)
def test_a_text_without_a_value_is_plain_text_in_the_words_of_the_site(source):
    with translation.override(None):  # a command that renders a page may have no language
        node = compiled(source)
    assert isinstance(node, TextNode)
    assert node.s == translation.gettext("Null characters are not allowed.") != "This field is required."


@pytest.mark.parametrize(
    "source",
    [
        "{% translate name %}",
        '{% translate "May"|lower %}',
        '{% translate "May" context "month" %}',
        '{% translate "May" as month %}',
        "{% blocktranslate %}Dear {{ name }}{% endblocktranslate %}",
        "{% blocktranslate count n=days %}a day{% plural %}days{% endblocktranslate %}",
        "{% blocktranslate asvar said %}May{% endblocktranslate %}",
    ],
)
def test_words_that_hold_a_value_or_are_kept_under_a_name_stay_tags(source):
    assert not isinstance(compiled(source), TextNode)


def test_signs_that_mean_something_come_out_as_with_djangos_own_tags():
    source = (
        '{% load i18n %}{% translate "100 % & <b>" %}{% blocktranslate %}5 % & <b>{% endblocktranslate %}'
    )
    plain = Engine(libraries={"i18n": "django.templatetags.i18n"})
    assert Template(source).render(Context()) == plain.from_string(source).render(Context())


def test_with_a_second_language_every_tag_is_djangos(settings):
    settings.LANGUAGES = [("en-us", "English"), ("es", "Spanish")]
    assert not isinstance(compiled('{% translate "May" %}'), TextNode)
