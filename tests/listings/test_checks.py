"""What is checked about a listing on this machine: numbers, names, law, wording, look-alikes."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.checks import boards, duplicates, exclusions, licenses, wording
from listings.checks.all_checks import CHECKS, run_here
from listings.models import CheckResult, ExclusionList, Submission
from listings.moderation import decisions
from listings.steps import submitting
from listings.tasks import OUTSIDE
from providers.document import schema as documents
from providers.document.schema import STEPS
from providers.models import LegalStatus, Treatment
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db


def document(**parts):
    return documents.read_document(factories.document(**parts))


def license(**values):
    (row,) = factories.document()["licenses"]["licenses"]
    return {"licenses": [{**row, **values}]}


# --- Licenses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"number": "N1234"}, "plausible"),
        ({"state": "CA", "number": "A 12345"}, "plausible"),
        ({"state": "CA", "number": "DEMO-0001"}, "look"),  # not how California writes a physician's number
        ({"state": "NV", "number": "12-3456"}, "plausible"),
        ({"state": "NV", "number": "see my website"}, "look"),
        ({"type": "TRIAL", "number": "NCT01234567"}, "plausible"),
        ({"type": "TRIAL", "number": "01234567"}, "look"),
        ({"number": "N1234", "expires_on": "2020-01-01"}, "look"),
        ({"number": "N1234", "expires_on": "next May"}, "look"),
        ({"number": "1234567893"}, "look"),
    ],
)
def test_the_form_of_a_license_is_judged_and_never_called_active(values, outcome):
    found = licenses.check_licenses(document(licenses=license(**values), you={"npi": "1234567893"}))
    assert found.outcome == outcome
    if outcome == "plausible":
        assert found.detail == "Only the board knows: look it up."
    else:  # the reason, in a sentence
        assert found.rows[0][0] in found.detail
        assert found.detail.partition(": ")[2] in found.rows[0][2]


def test_a_license_that_expires_soon_is_looked_at():
    soon = (timezone.localdate() + timedelta(days=20)).isoformat()
    found = licenses.check_licenses(document(licenses=license(number="N1234", expires_on=soon)))
    assert (found.outcome, found.rows[0][2]) == ("look", "It expires soon.")


def test_a_board_without_a_known_look_up_says_so_and_nothing_is_made_up():
    found = licenses.check_licenses(document(licenses=license(state="WY", type="LPC", number="LPC-123")))
    assert found.rows[0][4] == ""
    assert "No look-up link is known" in found.rows[0][2]
    assert boards.lookup("TX", "MD") == "https://profile.tmb.state.tx.us/"
    for state, type in (
        ("IL", "MD"),
        ("GA", "MD"),
        ("TN", "LPC"),
        ("MI", "LPC"),
        ("PA", "LPC"),
        ("OR", "LCSW"),
    ):
        assert "docinfo" in boards.lookup(state, type) if type == "MD" else boards.lookup(state, type) == ""
    assert boards.lookup("OH", "LPC") == "https://elicense.ohio.gov/oh_verifylicense"
    assert boards.lookup("CO", "CLINICAL_FACILITATOR") == "https://dpo.colorado.gov/NaturalMedicine"
    assert boards.lookup("CO", "PSILOCYBIN_CENTER") == "https://dnm.colorado.gov/"
    assert boards.lookup("WY", "MD") == "https://www.docinfo.org/"
    assert boards.lookup("", "TRIAL", "NCT01234567") == "https://clinicaltrials.gov/study/NCT01234567"


def test_every_look_up_is_an_encrypted_address():
    addresses = [address for known in boards.STATES.values() for _types, address in known]
    assert all(address.startswith("https://") for address in addresses + [a for _t, a in boards.NATIONAL])


# --- The exclusion list -----------------------------------------------------------------------------

HEADER = (
    "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,"
    "EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE"
)


def entry(
    last="", first="", *, middle="", business="", npi="0000000000", state="TX", day="20200319", back=""
):
    values = [last, first, middle, business, "INDIVIDUAL", "PHYSICIAN", "", npi, "19600101", "1 EXAMPLE ST"]
    values += ["AUSTIN", state, "78701", "1128a1", day, back or "00000000", "00000000", ""]
    return ",".join(f'"{value}"' for value in values)


@pytest.fixture
def published(tmp_path, capsys):
    """Import a list with these rows; return what the command said."""

    def load(*rows, header=HEADER):
        file = tmp_path / "UPDATED.csv"
        file.write_text("\n".join([header, *rows]) + "\n")
        call_command("import_exclusions", str(file))
        return capsys.readouterr()

    return load


def test_before_a_list_was_imported_nothing_is_fine():
    assert exclusions.check_exclusions(document()).outcome == "unchecked"


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (entry("LEGAL", "ROBIN"), "look"),
        (entry("LEGAL", "ROBYN", middle="Q"), "look"),
        (entry("LEGALL", "ROBIN", state="CA"), "look"),
        (entry("LEHGAL", "ROBIN"), "look"),
        (entry("SOMEBODY", "ELSE"), "matches"),
        (entry("LEGAL", "MARGARET"), "matches"),
        (entry("ELSE", "SOMEBODY", npi="1234567893"), "alarm"),
        (entry(business="ROBIN LEGAL"), "matches"),
        (entry("LEGAL", "ROBIN", back="20240101"), "matches"),
    ],
)
def test_somebody_alike_on_the_list_is_shown_and_nothing_is_decided(published, row, outcome):
    published(row, entry("FILLER", "PERSON"))
    row = factories.submission(you={"npi": "1234567893"})
    assert exclusions.check_exclusions(row.typed).outcome == outcome
    run_tasks()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_business_is_compared_with_businesses(published):
    published(entry(business="EXAMPLE KETAMINE CLINIC, INC"))
    found = exclusions.check_exclusions(
        document(you={"role": "clinic", "legal_name": "Example Ketamine Clinic Inc", "display_name": "X"})
    )
    assert found.outcome == "look"
    assert "EXAMPLE KETAMINE CLINIC, INC" in found.rows[0][2]


def test_the_same_file_twice_changes_nothing_and_a_newer_one_takes_its_place(published):
    assert "2 added" in published(entry("ONE", "A"), entry("TWO", "B")).out
    assert "0 added, 0 gone" in published(entry("ONE", "A"), entry("TWO", "B")).out
    assert "1 added, 1 gone" in published(entry("ONE", "A"), entry("THREE", "C")).out
    assert ExclusionList.objects.count() == 3


def test_a_bad_row_is_named_and_the_rest_is_kept(published):
    rows = [entry(f"NAME{n}", "A") for n in range(60)]
    said = published(*rows, entry("BAD", "DAY", day="2020-03-19"), entry("", ""))
    assert "line 62 left out: EXCLDATE is not a day (YYYYMMDD)." in said.err
    assert "line 63 left out: There is no name in it." in said.err
    assert "60 exclusions" in said.out


@pytest.mark.parametrize("header", ["NAME,DATE", "", HEADER.replace("EXCLDATE", "DAY")])
def test_another_file_changes_nothing(published, header):
    published(entry("ONE", "A"))
    with pytest.raises(Exception, match="is not the published list"):
        published(entry("TWO", "B"), header=header)
    assert ExclusionList.objects.count() == 1


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Exception, match="cannot be read"):
        call_command("import_exclusions", str(tmp_path / "none.csv"))


def test_waiting_submissions_are_checked_again_when_the_list_changes(published):
    row = factories.submission()
    run_tasks()
    assert row.checks.get(kind="exclusions").outcome == "unchecked"
    published(entry("LEGAL", "ROBIN"))
    run_tasks()
    assert row.checks.get(kind="exclusions").outcome == "look"


# --- Look-alikes ------------------------------------------------------------------------------------


def twins_of(**parts):
    return {
        twin.name: twin.why for twin in duplicates.twins(Submission(document=factories.document(**parts)))
    }


def elsewhere(name="Somebody Else", **parts):
    """Parts of a submission that share nothing with another but what is given."""
    (place,) = factories.document()["places"]["places"]
    return {
        "you": {"legal_name": name, "display_name": name, **parts.pop("you", {})},
        "licenses": license(number="OTHER-1"),
        "places": {"places": [{**place, "phone": "+15125550199"}]},
        **parts,
    }


def test_listings_that_share_a_number_or_a_name_near_by_are_named():
    approved = factories.approve(factories.submission(you={"npi": "1234567893"}), by=factories.moderator())
    name = str(approved)
    assert twins_of(**elsewhere()) == {}
    assert twins_of(**elsewhere(you={"npi": "1234567893"})) == {name: ["same NPI"]}
    assert "similar name, same area" in twins_of(**elsewhere("Sample Robin"))[name]


def test_a_similar_name_far_away_is_somebody_else():
    factories.approve(factories.submission(), by=factories.moderator())
    factories.zip_code("73942", state="OK", city="Guymon", latitude=36.68, longitude=-101.48)
    parts = elsewhere("Robin Sampel")
    parts["places"]["places"][0] |= {"zip_code": "73942", "city": "Guymon", "state": "OK"}
    assert twins_of(**parts) == {}


def test_two_that_wait_at_once_see_each_other():
    first = factories.submission(you={"npi": "1234567893"})
    assert twins_of(**elsewhere(you={"npi": "1234567893"})) == {str(first): ["waits too", "same NPI"]}
    parts = elsewhere()
    parts["places"]["places"][0]["phone"] = "+15125550143"
    assert twins_of(**parts) == {str(first): ["waits too", "same phone"]}


def test_an_edit_does_not_look_like_the_listing_it_changes():
    provider = factories.approve(factories.submission(), by=factories.moderator())
    assert duplicates.twins(Submission.objects.edit_of(provider, by=provider.owners[0])) == []


def test_look_alikes_are_found_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    for number in range(4):
        factories.approve(
            factories.submission(you={"display_name": f"Robin Sample {number}"}), by=factories.moderator()
        )
    row = factories.submission()
    with django_assert_max_num_queries(12):
        assert len(duplicates.twins(row)) == 4


# --- Law, wording -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_confirmed", "outcome"),
    [
        ("lawful", True, "matches"),
        ("lawful", False, "plausible"),
        ("not-lawful", True, "alarm"),
        ("not-lawful", False, "alarm"),
        ("not-open", False, "alarm"),
    ],
)
def test_the_law_is_shown_for_each_treatment_and_state(status, is_confirmed, outcome):
    LegalStatus.objects.all().delete()
    LegalStatus.objects.create(
        treatment=Treatment.objects.get(slug="ketamine-infusion"),
        state="TX",
        status=status,
        summary="A summary.",
        known_on=timezone.localdate(),
        confirmed_on=timezone.localdate() if is_confirmed else None,
        confirmed_by=factories.user() if is_confirmed else None,
    )
    found = wording.law(document())
    assert found.outcome == outcome
    assert found.rows[0][0] == "Ketamine infusion (IV), Texas"


def test_a_drug_of_which_no_law_is_written_down_is_looked_at_and_talk_is_not():
    LegalStatus.objects.all().delete()
    found = wording.law(document())
    assert (found.outcome, found.detail) == (
        "look", "Ketamine infusion (IV), Texas: We have no row of law on this.",
    )  # fmt: skip
    talk = {"offers": [{"treatment": "integration-therapy", "where": ["p1"], "conditions": []}]}
    assert wording.law(document(care=talk)).outcome == "plausible"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("We talk first.", "plausible"),
        ("We cure depression.", "look"),
        ("Write to me at robin@mail.example.", "look"),
    ],
)
def test_wording_stands_beside_the_reason(text, outcome):
    found = wording.wording(document(about={"approach": text}))
    assert found.outcome == outcome
    assert [line[1] for line in found.rows] == ([] if outcome == "plausible" else [text])


def test_one_text_is_shown_once_by_the_words_of_its_field_with_the_sentence_that_breaks_the_rules():
    text = "We talk first. We cure depression, guaranteed. Then you rest."
    found = wording.wording(document(about={"approach": text}))
    ((where, ours, reasons, _agrees, _url),) = found.rows
    assert (where.partition(": ")[0], ours) == ("About you", "We cure depression, guaranteed.")
    assert where == "About you: My approach"
    assert found.detail.startswith("“We cure depression, guaranteed.”: ")
    assert reasons.startswith("“Cure” promises")
    assert "guarantee" in reasons


def test_what_is_not_there_is_not_called_right():
    row = Submission(owner=factories.user(), document=factories.document(places={"places": []}))
    kinds = {found.kind for found in run_here(row)}
    assert not kinds & {"photo", "places"}


@pytest.mark.parametrize(
    ("role", "shown", "legal", "outcome"),
    [
        ("psychiatrist", "Bob Sample", "Robert James Sample", "plausible"),
        ("psychiatrist", "Ottilie Yarrow", "Completely Different Holdings LLC", "look"),
        ("clinic", "A Clinic", "Completely Different Holdings LLC", None),
    ],
)
def test_the_name_of_a_person_is_compared_with_the_legal_name(role, shown, legal, outcome):
    said = {"role": role, "display_name": shown, "legal_name": legal}
    row = Submission(owner=factories.user(), document=factories.document(you=said))
    found = {result.kind: result.outcome for result in run_here(row)}
    assert found.get("names") == outcome


# --- All together -----------------------------------------------------------------------------------


def test_every_check_reads_not_checked_yet_until_it_ran_and_says_when():
    row = factories.submission()
    assert set(row.checks.values_list("outcome", flat=True)) == {"unchecked"}
    before = timezone.now()
    run_tasks()
    assert not row.checks.filter(at__lt=before).exists()
    assert {found.kind for found in run_here(row)} == set(row.checks.values_list("kind", flat=True))
    assert set(CheckResult.Kind.values) - {"npi", "photo", "website"} == set(
        row.checks.values_list("kind", flat=True)
    )


def test_a_document_sent_again_is_checked_again():
    row = factories.submission()
    run_tasks()
    decisions.request_changes(row, by=factories.moderator(), reason="Please change it.")
    submitting.submit(row, by=row.owner)
    assert set(row.checks.values_list("outcome", flat=True)) == {"unchecked"}


def test_every_kind_of_check_is_made_once_in_the_order_of_the_page_here_or_by_a_task():
    assert [check.kind for check in CHECKS] == list(CheckResult.Kind)
    assert {check.kind for check in CHECKS if not check.run} == set(OUTSIDE)
    assert {check.step for check in CHECKS} <= set(STEPS)
