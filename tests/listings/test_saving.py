"""Saving while one writes: the line tells the truth, and what is wrong is said at its field."""

import re

import pytest

from listings.models import Submission
from providers.document import schema as documents
from tests import factories
from tests.listings.test_pages import PAGES, post, step, therapist  # noqa: F401

pytestmark = pytest.mark.django_db


def keep(client, name, **data):
    """Save as the page does while one writes; return the fragment that comes back."""
    answer = post(client, name, **{"action": "keep", **data})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    return answer.content.decode()


def said(fragment, name):
    """What a fragment puts at a field."""
    parts = re.split(r'<div id="(id_\S+)_says" data-hx-swap-oob="innerHTML">', fragment)
    return re.sub(r"</div>\s*$", "", dict(zip(parts[1::2], parts[2::2], strict=True))[f"id_{name}"]).strip()


def test_what_is_written_is_kept_and_the_line_says_when(client, therapist):  # noqa: F811
    assert "Nothing saved yet" in client.get(step("about")).content.decode()
    fragment = keep(client, "about", approach="We talk")
    assert "Saved at" in fragment
    assert Submission.objects.get().typed.about.approach == "We talk"
    assert 'data-state="saved"' in fragment


def test_the_next_save_goes_on_from_the_one_before(client, therapist):  # noqa: F811
    seen = documents.fingerprint(documents.About())
    for text in ("We", "We talk", "We talk first."):
        fragment = keep(client, "about", seen=seen, approach=text)
        seen = re.search(r'name="seen" value="(\w+)"', fragment)[1]
    assert Submission.objects.get().document_version == 3


def test_a_save_in_a_second_window_says_that_nothing_was_saved(client, therapist):  # noqa: F811
    seen = documents.fingerprint(documents.About())
    keep(client, "about", seen=seen, approach="First window")
    fragment = keep(client, "about", seen=seen, approach="Second window")
    assert "Not saved: this step was changed in another window." in fragment
    assert 'name="seen"' not in fragment
    assert Submission.objects.get().typed.about.approach == "First window"


def test_a_save_after_submitting_says_that_nothing_was_saved(client, therapist):  # noqa: F811
    factories.submission(owner=therapist)
    fragment = client.post(step("about"), {"action": "keep", "approach": "Too late"}).content.decode()
    assert "Not saved: this was sent, taken back or decided on meanwhile." in fragment
    assert Submission.objects.get().typed.about.approach != "Too late"


def test_wording_is_answered_while_one_writes_and_gaps_are_not(client, therapist):  # noqa: F811
    fragment = keep(client, "about", approach="", about="Ketamine cures depression. Call 512-555-0143.")
    assert said(fragment, "approach") == ""
    assert "promises an outcome" in said(fragment, "about")
    assert "Leave out" in said(fragment, "about")


def test_an_npi_with_a_typing_error_is_said_at_once(client, therapist):  # noqa: F811
    fragment = keep(client, "you", npi="1234567890")
    assert "typing error" in said(fragment, "npi")
    assert said(fragment, "legal_name") == ""
    assert said(keep(client, "you", npi="1234567893"), "npi") == ""


def test_after_an_error_page_what_is_missing_stays_until_it_is_there(client, therapist):  # noqa: F811
    page = post(client, "about", approach="").content.decode()
    assert 'name="checked" value="1"' in page
    assert "Describe how you work." in said(keep(client, "about", approach="", checked="1"), "approach")
    assert said(keep(client, "about", approach="We talk.", checked="1"), "approach") == ""


def test_what_is_said_stands_at_its_row_though_empty_rows_are_left_out(client, therapist):  # noqa: F811
    post(client, "you", **PAGES["you"])
    rows = {
        "licenses-0-number": "",
        "licenses-1-number": "call 512-555-0143",
        "licenses-1-board": "me@mail.example",
    }
    fragment = keep(client, "licenses", **rows)
    assert said(fragment, "licenses-0-board") == ""
    assert "Leave out" in said(fragment, "licenses-1-board")


def test_an_unlawful_offer_is_said_while_one_writes(client, therapist):  # noqa: F811
    factories.submission(owner=therapist, submitted=False)
    fragment = keep(
        client, "care", **{"offers-0-treatment": "ketamine-infusion", "offers-0-where": ["telehealth"]}
    )
    assert "cannot be offered by telehealth" in said(fragment, "offers-0-where")


def test_the_list_of_steps_counts_what_is_missing_after_each_save(client, therapist):  # noqa: F811
    assert "2 answers missing" in keep(client, "you", role="psychologist")
    assert "1 answer missing" in keep(client, "you", role="psychologist", legal_name="Robin Legal")


def test_a_zip_fills_in_town_and_state_where_nothing_was_typed(client, therapist):  # noqa: F811
    factories.zip_code()
    fragment = keep(client, "places", **{"places-0-zip_code": "78701-1234"})
    assert '<data value="Austin">places-0-city</data>' in fragment
    assert '<data value="TX">places-0-state</data>' in fragment
    [place] = Submission.objects.get().typed.places.places
    assert (place.city, place.state, place.zip_code) == ("Austin", "TX", "78701")
    fragment = keep(client, "places", **{"places-0-zip_code": "78701", "places-0-city": "Bee Cave"})
    assert "places-0-city</data>" not in fragment
    assert Submission.objects.get().typed.places.places[0].city == "Bee Cave"


def test_what_follows_is_filled_in_at_its_row_though_empty_rows_are_left_out(client, therapist):  # noqa: F811
    factories.zip_code()
    fragment = keep(client, "places", **{"places-0-name": "", "places-1-zip_code": "78701"})
    assert '<data value="Austin">places-1-city</data>' in fragment


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"zip_code": "78701"}, ("Austin", "TX")),  # without script, with the save
        ({"zip_code": "78701", "state": "TX"}, ("Austin", "TX")),
        ({"zip_code": "78701", "state": "CA"}, ("", "CA")),  # asked about, not decided
        ({"zip_code": "78701", "city": "Austn"}, ("Austn", "TX")),
        ({"zip_code": "7870"}, ("", "")),
        ({"zip_code": "99999"}, ("", "")),
    ],
)
def test_a_zip_never_overwrites_what_was_typed(client, therapist, typed, stored):  # noqa: F811
    factories.zip_code()
    post(client, "places", **{f"places-0-{name}": value for name, value in typed.items()})
    [place] = Submission.objects.get().typed.places.places
    assert (place.city, place.state) == stored


def test_the_board_of_a_license_is_filled_in_where_one_is_known(client, therapist):  # noqa: F811
    fragment = keep(client, "licenses", **{"licenses-0-state": "TX", "licenses-0-type": "MD"})
    assert '<data value="Texas Medical Board">licenses-0-board</data>' in fragment
    typed = {"licenses-0-state": "TX", "licenses-0-type": "MD", "licenses-0-board": "My board"}
    assert "board</data>" not in keep(client, "licenses", **typed)
    assert Submission.objects.get().typed.licenses.licenses[0].board == "My board"


PASTED = ("I work slowly. " * 50).strip()  # 749 characters


def test_a_pasted_text_that_is_too_long_is_kept_and_said_by_how_much(client, therapist):  # noqa: F811
    fragment = keep(client, "about", approach=PASTED)
    assert "This is 109 characters too long: 640 fit." in said(fragment, "approach")
    assert Submission.objects.get().typed.about.approach == PASTED
    page = client.get(step("about")).content.decode()
    assert PASTED in page


@pytest.mark.parametrize("name", ["you", "licenses", "places", "care", "cost", "about"])
def test_no_browser_cuts_what_is_pasted_into_a_step_and_every_limit_is_said(client, therapist, name):  # noqa: F811
    factories.submission(owner=therapist, submitted=False)
    page = client.get(step(name) + "?add=people&add=trainings").content.decode()
    assert "maxlength" not in re.sub(r'<input type="hidden"[^>]*>', "", page)
    limits = re.findall(r'data-most="(\d+)"', page)
    words = re.findall(r"<noscript><p[^>]*>\s*Up to (\d+) characters\.", page)
    assert limits == words


def test_the_end_of_a_line_counts_once_as_in_the_browser(client, therapist):  # noqa: F811
    text = "\r\n".join(["a" * 63] * 10)
    assert len(text) == 648
    assert said(keep(client, "about", approach=text), "approach") == ""
    assert "1 character too long" in said(keep(client, "about", approach=text + "ab"), "approach")


def test_a_text_within_its_limit_is_read_for_wording_though_its_lines_make_it_longer(client, therapist):  # noqa: F811
    text = "\r\n".join(["a " * 30] * 10) + " Call 512-555-0199."
    text = text.ljust(635, "b")
    assert "Leave out" in said(keep(client, "about", approach=text), "approach")


def test_all_complaints_at_a_field_are_said_at_once(client, therapist):  # noqa: F811
    factories.submission(owner=therapist, submitted=False)
    text = "I am at 12 Sample Street, Austin, TX. Call 512-555-0199 or look at www.sample-practice.com."
    page = post(client, "about", approach=text).content.decode()
    error = page.partition('id="id_approach_error"')[2].partition("</div>\n</div>")[0]
    assert error.count('<span class="vh">Error:') == 3, error
    answer = post(client, "about", approach="I talk.")
    assert answer.status_code == 302


def test_a_hidden_street_is_said_beside_other_complaints(client, therapist):  # noqa: F811
    factories.submission(owner=therapist, submitted=False)
    text = "You find me at 1400 Example. Call 512-555-0199."
    shown = said(keep(client, "about", approach=text), "approach")
    assert "This names a street that you hide." in shown
    assert "Leave out" in shown
