"""Names on the exclusion list are found however they are written, and other names are left alone."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.checks import exclusions, person_names
from listings.models import Decision, Exclusion, ExclusionList, NotAcknowledged, Submission
from providers.models import ProblemReport
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parent / "data" / "exclusions.csv"
HEADER = LIST.read_text().splitlines()[0]


@pytest.fixture
def screen(capsys):
    """Return what `manage.py screen` prints."""

    def say(name, **options):
        capsys.readouterr()
        call_command("screen", name, **options)
        return capsys.readouterr().out

    return say


@pytest.fixture
def listed():
    """Import the invented list."""
    call_command("import_exclusions", str(LIST))


@pytest.fixture
def published(tmp_path):
    """Import a list of these rows: (last, first, middle, specialty, state)."""

    def load(*rows):
        lines = [
            f'"{last}",{first},{middle},,PHYSICIAN (MD),{does},,0000000000,,1 TEST ST,AUSTIN,{state},78701,'
            "1128a1,20150120,00000000,00000000,"
            for last, first, middle, does, state in rows
        ]
        file = tmp_path / "list.csv"
        file.write_text("\n".join([HEADER, *lines]) + "\n")
        call_command("import_exclusions", str(file))

    return load


def word(said):
    return said.split()[0]


# --- Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Maria Garcilla Lopeza",
        "Maria Garcilla-Lopeza",
        "María Garcillá Lopeza",
        "Maria Garcilla",
        "Maria Lopeza",
        "Garcilla Lopeza, Maria",
        "Maria J. Garcilla de Lopeza, RN",
        "Maria Lopeza (née Garcilla)",
        "Piet van der Made",
        "Piet Vandermade",
        "Piet Vander Made",
        "Van der Made, Piet, MD",
        "William Madeup Jr.",
        "William Madeup",
        "Bill Madeup III",
        "Robert Sampleton",
        "Robert Sampleton Jr.",
        "Robert Sampleton III",
        "Robert Sampleton, MD",
        "Robert J. Sampleton, M.D., Ph.D.",
        "Dr. Robert Sampleton",
        "Sampleton, Robert",
        "SAMPLETON ROBERT",
        "Bob Sampleton",
        'Robert "Bob" Sampleton',
        "R. James Sampleton",
        "Robert Sampleton-Jones",
        "Sean O'Brienson",
        "Seán O’Brienson",
        "Sean O Brienson",
        "Shawn Obrienson",
        "Robert Sampleton, LPC-S",
        "Robert Sampleton, L.C.S.W.-R",
        "Robert Sampleton, MD LLC",
        "Robert Sampleton, MD Psychiatrist",
        "Robert Sampleton, M.A., Ed.M.",
        "Robert Sampleton, he/him",
        "Capt. Robert Sampleton",
    ],
)
def test_a_name_on_the_list_is_found_however_it_is_written(listed, screen, name):
    role = "nurse-practitioner" if "Mar" in name else "psychiatrist"
    assert word(screen(name)) == "look"
    assert word(screen(name, state="TX")) == "look"
    assert word(screen(name, state="TX", role=role)) == "alarm"
    assert word(screen(name, state="ME", role=role)) == "look"


@pytest.mark.parametrize(
    "name",
    [
        "Robret Sampleton",
        "Robert Sampelton",
        "Robert Smpleton",
        "Robert Zampleton",
        "R. Sampleton",
        "James Sampleton",
        "Robert Edward Sampleton",
        "Piet van der Mede",
        "Sampleton",
    ],
)
def test_what_is_nearly_a_name_on_the_list_is_looked_at_and_raises_no_alarm(listed, screen, name):
    assert word(screen(name, state="TX", role="psychiatrist")) == "look"


@pytest.mark.parametrize(
    "name",
    [
        "The Made Up Ketamine Clinic",
        "Made Up Ketamine Clinic",
        "Made-Up Ketamine Clinic, Inc.",
        "MADE UP KETAMINE CLINIC P.C.",
        "The Made Up Ketamine Clinic, PLLC",
        "Wellness Holdings LLC dba Made Up Ketamine Clinic",
    ],
)
def test_an_organization_is_found_whatever_its_legal_form(listed, screen, name):
    assert word(screen(name)) == "look"
    assert word(screen(name, state="Texas", role="clinic")) == "alarm"


def test_whoever_an_organization_is_called_after_is_looked_for(listed, screen):
    for name in ("Robert Sampleton MD PLLC", "Robert J. Sampleton, M.D., P.A."):
        assert word(screen(name, state="TX", role="clinic")) == "look"
    assert word(screen("Jane Sampleton MD PLLC", state="TX", role="clinic")) == "clear"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Jane Sampleton", "psychiatrist"),
        ("Roberta Sample", "psychiatrist"),
        ("Robert Sample", "psychiatrist"),
        ("Maria Lopez", "nurse-practitioner"),
        ("Mario Garcilla", "nurse-practitioner"),
        ("Ana Lopeza", "nurse-practitioner"),
        ("Piet van der Berg", "psychiatrist"),
        ("Sean O'Brien", "psychiatrist"),
        ("William Made", "psychiatrist"),
        ("John Smith", "physician"),
        ("Austin Ketamine Clinic", "clinic"),
        ("Made Wellness", "clinic"),
        ("Up Clinic", "clinic"),
        ("Anh Do", "physician"),
    ],
)
def test_somebody_else_is_left_alone(listed, screen, name, role):
    assert word(screen(name, state="TX", role=role)) == "clear"


@pytest.mark.parametrize(
    ("entry", "innocent"),
    [
        ("HERNANDEZ MARIA", "Maria Fernandez"),
        ("MARTINEZ MARIO", "Maria Martinez"),
        ("HILL JOHN", "John Hall"),
        ("SMITH JOAN", "John Smith"),
        ("JOHNSON ERICA", "Eric Johnson"),
        ("JONES DANIEL", "Daniela Jones"),
        ("LEE JUAN", "Jun Lee"),
    ],
)
def test_common_names_one_letter_apart_are_two_names(published, screen, entry, innocent):
    last, first = entry.split()
    published((last, first, "", "PSYCHIATRY", "TX"))
    assert word(screen(innocent, state="TX", role="psychiatrist")) == "clear"


def test_a_last_name_that_is_also_a_credential_is_a_last_name(published, screen):
    published(("DO", "ANH", "", "PSYCHIATRY", "TX"), ("MA", "LIN", "", "PSYCHIATRY", "TX"))
    for name in ("Anh Do", "Anh Thi Do, MD", "Lin Ma", "Dr. Lin Ma, D.O."):
        assert word(screen(name, state="TX", role="psychiatrist")) == "alarm"


def test_a_given_name_in_the_middle_is_no_last_name_elsewhere(published, screen):
    published(("JAMES", "ROBERT", "", "PSYCHIATRY", "TX"))
    assert word(screen("Robert James Sampleton", state="CA", role="psychiatrist")) == "clear"
    assert word(screen("Robert James Sampleton", state="TX", role="psychiatrist")) == "look"


def test_a_weak_likeness_elsewhere_is_called_what_it_is(published, screen):
    published(("SAMPLETON", "ROBERT", "JAMES", "PSYCHIATRY", "CA"))
    said = screen("R. Sampleton", state="TX", role="psychiatrist")
    assert word(said) == "look"
    assert "only an initial to compare; the list places it in CA" in said


def test_of_another_profession_in_the_same_state_a_namesake_is_looked_at(listed, screen):
    assert word(screen("Robert Sampleton", state="TX", role="psychologist")) == "look"
    assert word(screen("Robert Sampleton", state="TX", role="physician")) == "alarm"


def test_the_command_names_what_it_does_not_know(listed):
    with pytest.raises(CommandError, match="no state Atlantis"):
        call_command("screen", "A Name", state="Atlantis")
    with pytest.raises(CommandError, match="no role wizard"):
        call_command("screen", "A Name", role="wizard")


def test_the_registry_knows_a_name_by_the_same_rules():
    for ours in ("Robert Sampleton Jr.", "Bob Sampleton", "Dr. Robert J. Sampleton, MD", "Sampleton, Robert"):
        assert person_names.are_one(ours, "ROBERT SAMPLETON", is_organization=False)
    for ours in ("Roberta Sampleton", "Robert Sample", "James Sampleton"):
        assert not person_names.are_one(ours, "ROBERT SAMPLETON", is_organization=False)
    assert person_names.are_one("The Demo Clinic, LLC", "DEMO CLINIC", is_organization=True)
    assert not person_names.are_one("Demo Clinic North", "DEMO CLINIC", is_organization=True)


@pytest.mark.parametrize("size", [1_000, 4_000])
def test_a_name_of_any_length_is_read_in_bounded_work(listed, screen, size):
    assert word(screen("Robert " + "a-b (c) " * size)) in ("clear", "look")
    assert len(person_names.readings("A. Doe and " * size)) <= person_names.MOST_READINGS


def test_names_that_are_not_alike_are_neither_read_nor_compared(listed, monkeypatch):
    compared = []
    compare = person_names.compare_people
    monkeypatch.setattr(
        person_names, "compare_people", lambda ours, theirs: compared.append(1) or compare(ours, theirs)
    )

    def work():
        compared.clear()
        with CaptureQueriesContext(connection) as asked:
            exclusions.of_name("Robert Sampleton", state="TX", role="psychiatrist")
        return len(asked), len(compared)

    before = work()
    Exclusion.objects.bulk_create(
        Exclusion(
            row_sha256=f"{n:064}",
            name=f"ROBERT OTHER{n}",
            surname=f"other{n}",
            given_name="robert" if n % 2 else "jane",
            excluded_on=datetime.date(2020, 1, 1),
        )
        for n in range(2_000)
    )
    assert work() == before


def test_whoever_is_called_by_the_second_of_two_first_names_is_looked_at(published, screen):
    published(("SAMPLETON", "JEAN PIERRE", "", "PSYCHIATRY", "TX"))
    assert word(screen("Pierre Sampleton", state="TX", role="psychiatrist")) == "look"


@pytest.mark.parametrize(("ours", "theirs"), [("Services", "SVCS"), ("Center", "CTR"), ("Group", "GRP")])
def test_words_that_the_list_shortens_are_known(ours, theirs):
    typed, listed = (
        person_names.organization_keys(f"Made Up {ours} LLC"),
        person_names.organization_keys(f"MADE UP {theirs}"),
    )
    assert person_names.compare_organizations(typed, listed) == person_names.Likeness.SAME


# --- What is known of the list ------------------------------------------------------------------------


def test_without_a_list_nothing_is_called_clear(screen):
    said = screen("Robert Sampleton", state="TX")
    assert word(said) == "not-looked-at"
    assert "Nobody alike" not in said


def test_a_list_older_than_35_days_reassures_nobody_and_says_its_date(listed, screen):
    day = timezone.now() - datetime.timedelta(days=36)
    ExclusionList.objects.update(imported_at=day)
    said = screen("Jane Other", state="TX")
    assert word(said) == "not-looked-at"
    assert f"{timezone.localtime(day):%B} {timezone.localtime(day).day}, {day.year}" in said
    assert "Nobody alike" not in said
    said = screen("Robert Sampleton", state="TX", role="psychiatrist")
    assert word(said) == "alarm"
    assert "too old to rely on" in said
    ExclusionList.objects.update(imported_at=timezone.now() - datetime.timedelta(days=34))
    assert word(screen("Jane Other", state="TX")) == "clear"


def test_a_name_in_other_letters_is_not_called_clear(listed, screen):
    assert word(screen("田中 太郎", state="TX", role="psychiatrist")) == "not-looked-at"
    assert word(screen("Søren Łukasz", state="TX", role="psychiatrist")) == "clear"


# --- A listing ----------------------------------------------------------------------------------------


def test_everybody_whom_a_listing_names_is_looked_for(listed):
    (row,) = factories.document()["licenses"]["licenses"]
    member = {"key": "c1", "parts": ["prescribes"], "name": "Bob Sampleton", "license": "MD, Texas"}
    clinic = {"role": "clinic", "legal_name": "A Clinic LLC", "display_name": "A Clinic"}
    alarming = [
        {"you": {"legal_name": "Robert Sampleton"}},
        {"you": {"display_name": "Bob Sampleton"}},
        {"you": {**clinic, "people": [{**member, "name": "Robert Sampleton, MD"}]}},
        {"you": {**clinic, "people": [member]}},
        {"you": {**clinic, "legal_name": "The Made Up Ketamine Clinic, PLLC"}},
    ]
    for parts in alarming:
        found = exclusions.check_exclusions(Submission(document=factories.document(**parts)).typed)
        assert found.outcome == "alarm", parts
        assert found.detail.startswith("Alarm:")
    supervised = {"licenses": [{**row, "supervised_by": "Robert Sampleton"}]}
    found = exclusions.check_exclusions(Submission(document=factories.document(licenses=supervised)).typed)
    assert (found.outcome, "Robert Sampleton" in found.rows[0][0]) == ("look", True)


def press(client, submission, **data):
    address = reverse("admin:listings_submission_decide", args=[submission.pk])
    seen = {"action": "approve", "document_version": submission.document_version, **factories.CHECKED}
    return client.post(address, {**seen, **data}, follow=True).content.decode()


def test_an_alarm_is_answered_in_words_before_approval_and_the_words_stay_with_the_decision(
    client, staff, listed
):
    row = factories.submission(you={"legal_name": "Robert Sampleton"})
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode()
    assert 'name="acknowledgement"' in page
    for words in ("", "   "):
        said = press(client, row, reason="Typed before.", acknowledgement=words)
        assert "Say in words what came of comparing" in said
        assert "Typed before." in said
    row.refresh_from_db()
    assert (row.state, row.provider, Decision.objects.count()) == ("submitted", None, 0)
    assert "Published" in press(client, row, acknowledgement="Born in 1990; the list's man was born in 1960.")
    decision = Decision.objects.get()
    assert decision.acknowledgement == "Born in 1990; the list's man was born in 1960."
    history = client.get(reverse("admin:listings_submission_record", args=[decision.submission.provider_id]))
    assert "the list&#x27;s man was born in 1960" in history.content.decode()


def test_without_an_alarm_nothing_more_is_asked(client, staff, listed):
    row = factories.submission()
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk])).content.decode()
    assert 'name="acknowledgement"' not in page
    assert "Published" in press(client, row)


def test_a_list_that_came_while_the_page_was_open_stops_the_approval(client, staff):
    row = factories.submission(you={"legal_name": "Robert Sampleton"})
    call_command("import_exclusions", str(LIST))
    assert "Say in words what came of comparing" in press(client, row)
    with pytest.raises(NotAcknowledged):
        factories.approve(row, by=staff)


# --- Each month ---------------------------------------------------------------------------------------


@pytest.fixture
def public():
    """A public listing whose name comes to be on the list later."""
    provider = factories.listed_provider(legal_name="Robert Sampleton", display_name="Example Person")
    factories.listed_provider(legal_name="Somebody Else", display_name="Another Person")
    return provider


def test_a_public_listing_that_comes_to_be_on_the_list_waits_in_the_queue_once(client, staff, public, capsys):
    call_command("import_exclusions", str(LIST))
    assert "1 public listings put into the queue" in capsys.readouterr().out
    report = ProblemReport.objects.get()
    assert (report.provider, report.kind) == (public, "exclusion")
    assert "ROBERT JAMES SAMPLETON" in report.message
    assert "Example Person" in client.get("/admin/listings/submission/").content.decode()
    call_command("import_exclusions", str(LIST))
    report.handle(by=staff, finding="Born in 1990: somebody else.")
    call_command("import_exclusions", str(LIST))
    assert ProblemReport.objects.count() == 1


def test_a_look_that_was_cleared_comes_back_when_it_has_become_an_alarm(staff, published, public):
    published(("SAMPLETON", "ROBERT", "", "SURGERY", "TX"))
    ProblemReport.objects.get().handle(by=staff, finding="Somebody else.")
    with factories.saying(public) as said:
        said.you.role = "physician"
    published(("SAMPLETON", "ROBERT", "", "SURGERY", "TX"))
    assert ProblemReport.objects.waiting().get().message.startswith("Alarm:")


def test_what_a_listing_was_approved_in_spite_of_is_not_asked_again(staff, listed):
    row = factories.submission(you={"legal_name": "Robert Sampleton"})
    factories.approve(row, by=staff, acknowledgement="Somebody else: another date of birth.")
    call_command("import_exclusions", str(LIST))
    assert not ProblemReport.objects.exists()


def test_hidden_and_removed_listings_are_not_put_into_the_queue(public):
    type(public).objects.update(hidden_by_owner_at=timezone.now())
    call_command("import_exclusions", str(LIST))
    assert not ProblemReport.objects.exists()


def test_a_visitor_cannot_send_a_report_of_the_check(client, public):
    page = client.get(f"/providers/{public.slug}/report/").content.decode()
    assert 'value="conduct"' in page
    assert 'value="exclusion"' not in page


def test_the_same_list_again_renews_what_waiting_listings_were_told_of_its_age(listed):
    row = factories.submission()
    ExclusionList.objects.update(imported_at=timezone.now() - datetime.timedelta(days=40))
    run_tasks()
    assert row.checks.get(kind="exclusions").outcome == "unchecked"
    call_command("import_exclusions", str(LIST))
    run_tasks()
    assert row.checks.get(kind="exclusions").outcome == "matches"
