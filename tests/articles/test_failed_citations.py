"""What was meant for a citation and is printed as it stands is named at its line."""

import re

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
        ("It helps.@who", "@who"),
        ("It helps.[@who](https://who.example)", "@who"),
        ("It helps.[@who][@Müller]", "[@Müller]"),
        ("It helps.[doe2021]", "[doe2021]"),
        ("It helps.\\citep{doe2021}", "\\citep{doe2021}"),
        ("It helps.[1]", "[1]"),
        ("It helps [1, 3–5].", "[1, 3–5]"),
        ("It helps.¹²", "¹²"),
        ("It helps (Doe, 2021).", "(Doe, 2021)"),
        ("It helps (see Doe et al., 2021; Roe & Poe, 2019a).", "(see Doe et al., 2021; Roe & Poe, 2019a)"),
        ("It helps (Doe & Roe 2021, p. 4).", "(Doe & Roe 2021, p. 4)"),
        ("It helps (Marchand, 2019).", "(Marchand, 2019)"),
        ("It helps (FDA, 2019).", "(FDA, 2019)"),
    ],
)
def test_a_citation_that_is_none_is_named(text, meant):
    assert said(f"## Title\n\n{text}") == [(3, meant)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("One.\n\n::: warn Title\ntext\n:::", 3, "“warn” is no box: there are care, brief and crisis."),
        ("One.\n\nTwo\n::: care Open\ntext", 4, "The box “care” has no end"),
        ("- One\n- ::: Care", 2, "“Care” is no box"),
        ("A note.[^1]\n\n[^1]: note", 1, "“[^1]” is a footnote, and articles have none"),
        ("A note.[^1]\n\n[^1]: note", 3, "“[^1]:” is a footnote"),
        ("A note.[^a]", 1, "“[^a]” is a footnote"),
    ],
)
def test_a_box_or_a_footnote_that_is_printed_as_typed_is_named_at_its_line(text, line, words):
    found = [f for f in rendering.render(text).findings if f.line == line]
    assert [finding.is_doubtful for finding in found] == [True]
    assert found[0].words.startswith(words)


@pytest.mark.parametrize(
    "text",
    ["::: care Title\nx\n:::", "In code: `::: warn` and `[^1]`.", "[link][a]\n\n[a]: https://a.example/"],
)
def test_a_box_that_is_read_and_what_stands_in_code_are_not_named(text):
    assert rendering.render(text).findings == []


@pytest.mark.parametrize(
    "text",
    [
        "It helps.[@who]",
        "It helps.[see @who, p. 4; @nice]",
        "Write to care@example.org or [us](mailto:care@example.org).",
        "In code: `[@who,@nice]` is wrong.",
        "Dose @ 5 mg.",
        "Oregon began (January 2023) and others followed (in Colorado, 2025). See [1](https://a.example).",
        "It holds 5 mg/m². The years (2019, 2020) and [the law] were as before (2021).",
        "It helps.[@who][@nice] [@doe2021]",
        "It is being typed.[@wh",
        "Schedule I (Since 1970) stands; voters decided (Oregon, 2020) and (Texas 2021). See (Table 2020).",
        "A survey (Summer 2020) and a review (Updated 2024; shorter) were read (In 2019).",
    ],
)
def test_what_is_a_citation_or_was_never_meant_for_one_is_not_named(text):
    assert said(text) == []


@pytest.mark.parametrize("text", ["[@a][@b]", "[@a; @b]", "[@a] [@b]", "[@a; @b][@a]", "[@a;@b; @a]"])
def test_citations_in_sequence_are_one_place_with_each_number_once(text):
    rendered = rendering.render(f"It helps 5 people.{text} More.[@b]")
    numbers = re.findall(r"<sup.*?</sup>", rendered.html)
    assert [re.sub(r"<[^>]*>|Source ", "", sup) for sup in numbers] == ["1,2", "2"]
    assert [rendered.cited[key].occurrences for key in ("a", "b")] == [1, 2]
    assert rendered.findings == []


def test_a_bracket_of_a_citation_that_names_a_link_is_that_link():
    html = rendering.render("See [@who][1].\n\n[1]: https://who.example").html
    assert '<a href="https://who.example"' in html
