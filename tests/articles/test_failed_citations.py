"""What was meant for a citation and is printed as it stands is named at its line."""

import pytest

from articles.text import rendering


def said(text):
    return [
        (finding.line, finding.words.split("”")[0].lstrip("“"))
        for finding in rendering.render(text).findings
        if "looks like a citation" in finding.words
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("It helps.[@who,@nice]", "[@who,@nice]"),
        ("It helps.[@whoguideline.]", "[@whoguideline.]"),
        ("It helps.[@who & @nice]", "[@who & @nice]"),
        ("It helps [see @who and @nice].", "[see @who and @nice]"),
        ("It helps.[@Müller]", "[@Müller]"),
        ("It helps.[@ who]", "[@ who]"),
        ("See @whoguideline for more.", "@whoguideline"),
    ],
)
def test_a_citation_that_is_none_is_named(text, meant):
    assert said(f"## Title\n\n{text}") == [(3, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "It helps.[@who]",
        "It helps.[see @who, p. 4; @nice]",
        "Write to care@example.org or [us](mailto:care@example.org).",
        "In code: `[@who,@nice]` is wrong.",
        "Dose @ 5 mg.",
        "It is being typed.[@wh",
    ],
)
def test_what_is_a_citation_or_was_never_meant_for_one_is_not_named(text):
    assert said(text) == []
