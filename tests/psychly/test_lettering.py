"""How titles are set."""

import pytest

from psychly.drawing.templatetags.lettering import unbroken


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("Ketamine and Treatment-Resistant Depression",
         'Ketamine and <span class="whole">Treatment-Resistant</span> Depression'),
        ("Ketamine – a short history", "Ketamine – a short history"),
        ('<b> & "x-y"', '&lt;b&gt; &amp; &quot;<span class="whole">x-y</span>&quot;'),
    ],
)  # fmt: skip
def test_a_word_with_a_hyphen_is_one_word_in_a_title_and_text_stays_text(title, html):
    assert unbroken(title) == html
