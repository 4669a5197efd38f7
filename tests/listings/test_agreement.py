"""Fields that say the same thing twice are compared: ZIP, town and state; license and board."""

import re

import pytest
from django.core.management import CommandError, call_command

from listings.checks import agreement, boards, licenses
from listings.models import Submission
from listings.steps import rules
from providers.document import schema as documents
from providers.models import Place
from tests import factories
from tests.listings.test_pages import PAGES, post, step, therapist  # noqa: F401
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gazetteer():
    """A few ZIP codes as the table has them."""
    for name, state, city in (
        ("78701", "TX", "Austin"),
        ("75201", "TX", "Dallas"),
        ("99501", "AK", "Anchorage"),
        ("10001", "NY", "New York"),
        ("63101", "MO", "Saint Louis"),
        ("76101", "TX", "Fort Worth"),
        ("97128", "OR", "Mcminnville"),
        ("00926", "PR", ""),
        ("96799", "AS", "Pago Pago"),
        ("09499", "", "APO AE"),
        ("42223", "KY", "Fort Campbell"),
        ("91001", "CA", "La Cañada Flintridge"),
        ("20001", "DC", "Washington"),
        ("87701", "NM", "Las Vegas"),
        ("89030", "NV", "North Las Vegas"),
    ):
        factories.zip_code(name, state=state, city=city)


def place(**values):
    return documents.PlaceRow(**{"city": "Austin", "state": "TX", "zip_code": "78701", **values})


def document(**values):
    (row,) = factories.document()["places"]["places"]
    return documents.read_document(factories.document(places={"places": [{**row, **values}]}))


def of(**values):
    row = place(**values)
    found = documents.Document()
    found.places.places = [row]
    return agreement.of_place(row, agreement.zips_of([found]))


def said(found, step, path):
    return [(p.sentence, p.stops) for p in rules.problems(found) if (p.step, p.path) == (step, path)]


# --- Places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zip_code", "where"),
    [
        ("99501", "99501 is in Anchorage, Alaska"),
        ("10001", "10001 is in New York, New York"),
        ("87701", "87701 is in Las Vegas, New Mexico"),
        ("96799", "96799 is in Pago Pago, American Samoa"),
        ("00926", "00926 is in Puerto Rico"),
        ("09499", "09499 is a military post office"),
        ("96201", "96201 is a military post office"),
    ],
)
def test_a_zip_of_another_state_is_refused_at_the_field_with_what_it_is(zip_code, where):
    ((sentence, stops),) = said(document(zip_code=zip_code), "places", "places-0-zip_code")
    assert sentence.startswith(where)
    assert stops


@pytest.mark.parametrize(
    ("city", "state", "zip_code"),
    [
        ("St. Louis", "MO", "63101"),
        ("st louis", "MO", "63101"),
        ("Ft. Worth", "TX", "76101"),
        ("Fort Worth, TX", "TX", "76101"),
        ("Ft Worth TX", "TX", "76101"),
        ("NYC", "NY", "10001"),
        ("New York City", "NY", "10001"),
        ("City of New York", "NY", "10001"),
        ("McMinnville", "OR", "97128"),
        ("La Canada-Flintridge", "CA", "91001"),
        ("Washington, DC", "DC", "20001"),
        ("Washington DC", "DC", "20001"),
        ("N. Las Vegas", "NV", "89030"),
        ("San Juan", "PR", "00926"),
        ("Fort Campbell", "KY", "42223"),
        ("Clarksville", "TN", "42223"),
        ("", "TX", "75201"),
        ("Anywhere", "TX", "12"),
        ("Anywhere", "TX", "55555"),
    ],
)
def test_a_town_as_people_write_it_is_the_town_of_its_zip(city, state, zip_code):
    assert of(city=city, state=state, zip_code=zip_code) is None


@pytest.mark.parametrize("city", ["Nowheresville", "Houston", "Sunset Valley", "Dallas Park"])
def test_a_town_that_the_zip_does_not_name_is_asked_about_and_stops_nothing(city):
    found = document(city=city)
    ((sentence, stops),) = said(found, "places", "places-0-city")
    assert sentence.startswith(f"We know 78701 as Austin, not as “{city}”.")
    assert not stops
    assert not rules.stopping(found)


def test_a_town_far_from_a_zip_that_names_none_is_asked_about():
    for name, latitude, longitude in (("Utuado", 18.2655, -66.7005), ("San Juan", 18.4663, -66.1057)):
        values = {"folded": name.replace(" ", "").lower(), "latitude": latitude, "longitude": longitude}
        Place.objects.create(kind=Place.Kind.CITY, name=name, state="PR", slug=values["folded"], **values)
    Place.objects.filter(name="00926").update(latitude=18.3486, longitude=-66.0539)
    found = of(city="Utuado", state="PR", zip_code="00926")
    assert (found.sentence, found.stops) == (
        "00926 is about 43 miles from Utuado. Is the town right?",
        False,
    )
    assert of(city="San Juan", state="PR", zip_code="00926") is None


def test_the_question_is_asked_once_and_going_on_is_the_answer(client, therapist):  # noqa: F811
    factories.zip_code()
    for name in ("you", "licenses"):
        post(client, name, **PAGES[name])
    suburb = {**PAGES["places"], "places-0-city": "Sunset Valley"}
    answer = post(client, "places", **suburb)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("We know 78701 as Austin, not as “Sunset Valley”.") >= 2  # above, and at the field
    asked = re.findall(r'name="asked" value="([^"]+)"', page)
    answer = post(client, "places", asked=asked, **suburb)
    assert (answer.status_code, answer["Location"]) == (302, step("care"))
    assert Submission.objects.get().typed.places.places[0].city == "Sunset Valley"
    answer = post(client, "places", asked=asked, **{**suburb, "places-0-city": "Houston"})
    assert answer.status_code == 200  # another town is another question


def test_whoever_saved_while_writing_has_read_the_question(client, therapist):  # noqa: F811
    factories.zip_code()
    fragment = post(client, "places", **{**PAGES["places"], "places-0-city": "Houston", "action": "keep"})
    assert "We know 78701 as Austin" in fragment.content.decode()
    assert 'name="asked"' in fragment.content.decode()


def test_of_a_zip_of_nine_digits_five_are_kept(client, therapist):  # noqa: F811
    factories.zip_code()
    for zip_code in ("78701-1234", "78701 1234", "787011234", " 78701 "):
        post(client, "places", **{**PAGES["places"], "places-0-zip_code": zip_code})
        assert Submission.objects.get().typed.places.places[0].zip_code == "78701"
    for zip_code in ("7870", "78701-12", "ABCDE"):
        page = post(client, "places", **{**PAGES["places"], "places-0-zip_code": zip_code})
        assert "Enter five digits, like 78704." in page.content.decode()


def test_a_draft_that_holds_nine_digits_is_asked_for_five_before_it_is_published():
    ((sentence, stops),) = said(document(zip_code="78701-1234"), "places", "places-0-zip_code")
    assert (sentence, stops) == ("Enter five digits, like 78704.", True)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, "matches"),
        ({"city": "Sunset Valley"}, "look"),
        ({"zip_code": "99501"}, "look"),
        ({"zip_code": "55555"}, "unchecked"),
    ],
)
def test_the_moderator_reads_what_the_zip_code_is(values, outcome):
    found = agreement.check(document(**values))
    assert found.outcome == outcome
    assert values.get("zip_code", "78701") in found.rows[0][1]


def test_places_are_among_the_checks_of_a_submission():
    row = factories.submission()
    run_tasks()
    assert row.checks.get(kind="places").outcome == "matches"


# --- Licenses and boards ------------------------------------------------------------------------------


def license(**values):
    return documents.LicenseRow(**{"state": "TX", "type": "MD", "number": "N1234", **values})


@pytest.mark.parametrize(
    ("state", "type", "board"),
    [
        ("TX", "APRN", "Medical Board of California"),
        ("TX", "MD", "Medical Board of California"),
        ("CA", "APRN", "Medical Board of California"),
        ("WA", "MD", "Washington, DC Board of Medicine"),
        ("VA", "MD", "West Virginia Board of Medicine"),
        ("KS", "MD", "Arkansas State Medical Board"),
        ("TX", "MD", "NY Board of Medicine"),
        ("TX", "MD", "Texas Board of Nursing"),
        ("TX", "PSYCHOLOGIST", "Texas Medical Board"),
        ("TX", "LCSW", "Texas State Board of Examiners of Psychologists"),
        ("CA", "MD", "Dental Board of California"),
        ("OR", "MD", "Oregon Board of Naturopathic Medicine"),
        ("CO", "MD", "Colorado Division of Natural Medicine"),
        ("CA", "LMFT", "Calif. Physical Therapy Board"),
    ],
)
def test_a_board_of_another_state_or_profession_is_asked_about_and_looked_at(state, type, board):
    assert agreement.of_license(license(state=state, type=type, board=board))


@pytest.mark.parametrize(
    ("state", "type", "board"),
    [
        ("TX", "MD", "Texas Medical Board"),
        ("TX", "PA", "Texas Physician Assistant Board"),
        ("CA", "MD", "Medical Board of California"),
        ("CA", "DO", "Osteopathic Medical Board of California"),
        ("CA", "LMFT", "Board of Behavioral Sciences"),
        ("TX", "PSYCHOLOGIST", "Texas Behavioral Health Executive Council"),
        ("VA", "APRN", "Virginia Boards of Nursing and Medicine"),
        ("VA", "LMFT", "Virginia Board of Counseling"),
        ("WV", "MD", "West Virginia Board of Medicine"),
        ("DC", "MD", "Washington, DC Board of Medicine"),
        ("WA", "MD", "Washington Medical Commission"),
        ("NY", "LCSW", "NYS Education Department"),
        ("OR", "PSILOCYBIN_FACILITATOR", "Oregon Health Authority"),
        ("CO", "PSILOCYBIN_CENTER", "Division of Natural Medicine"),
        ("PA", "MD", "PA State Board of Medicine"),
        ("TX", "MD", "TMB"),
        ("TX", "MD", ""),
        ("OH", "LPC", "Counselor, Social Worker and Marriage and Family Therapist Board"),
    ],
)
def test_a_board_that_may_well_be_right_is_left_alone(state, type, board):
    assert agreement.of_license(license(state=state, type=type, board=board)) is None


def test_a_board_that_does_not_fit_is_a_question_at_the_field_and_a_row_of_the_check():
    (row,) = factories.document()["licenses"]["licenses"]
    row = {**row, "type": "APRN", "board": "Medical Board of California"}
    you = {"role": "nurse-practitioner"}
    found = documents.read_document(factories.document(you=you, licenses={"licenses": [row]}))
    ((sentence, stops),) = said(found, "licenses", "licenses-0-board")
    assert not stops
    checked = licenses.check_licenses(found)
    assert (checked.outcome, sentence in checked.rows[0][2], checked.rows[0][3]) == ("look", True, False)


def test_the_form_of_a_number_is_never_called_agreement():
    (row,) = factories.document()["licenses"]["licenses"]
    found = licenses.check_licenses(
        documents.read_document(factories.document(licenses={"licenses": [{**row, "number": "X10000"}]}))
    )
    assert (found.outcome, found.rows[0][3]) == ("plausible", None)


def test_every_board_that_the_look_ups_know_is_one_of_the_states():
    assert boards.states_named("Board of Medicine") == set()
    for state in boards.STATES:
        label = agreement.USState(state).label
        assert boards.states_named(f"{label} Board of Medicine") == {state}


# --- What is public -----------------------------------------------------------------------------------


def test_public_listings_are_listed_that_do_not_agree_with_themselves(capsys):
    factories.listed_provider(display_name="Right Person")
    call_command("list_mismatches")
    assert "1 public listings agree with themselves." in capsys.readouterr().out
    wrong = factories.listed_provider(display_name="Wrong Person", place={"zip_code": "99501"})
    town = factories.listed_provider(display_name="Town Person", place={"city": "Houston"})
    board = factories.listed_provider(display_name="Board Person")
    with factories.saying(board) as said:
        license = said.licenses.licenses[0]
        license.board, license.number = "Medical Board of California", "SECRET-1"
    hidden = factories.listed_provider(display_name="Hidden Person", place={"zip_code": "99501"})
    type(hidden).objects.filter(pk=hidden.pk).update(removed_at=None, published_at=None)
    with pytest.raises(CommandError, match="3 of 4 public listings") as error:
        call_command("list_mismatches")
    assert error.value.returncode == 1
    out = capsys.readouterr().out
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    assert set(lines) == {row.get_absolute_url() for row in (wrong, town, board)}
    assert "place 1: the ZIP code is in Alaska, the state is Texas" in lines[wrong.get_absolute_url()]
    for private in (
        "SECRET-1",
        *(place.street for place in wrong.listing.places.places),
        wrong.owners[0].email,
    ):
        assert private not in out
