"""Staff invite practices, one by one in admin or by a list: nothing is public, nobody is invited twice."""

import io

import pytest
from django.core.management import CommandError, call_command

from listings.access import inviting
from listings.models import Invitation, InvitedAddress, Submission
from providers.models import Provider
from tests import factories
from tests.listings.test_collaborators import mails, signed_in
from tests.listings.test_inviting import link_in
from tests.mailbox import mail_to, run_tasks

pytestmark = pytest.mark.django_db
HEADER = "name,address,e-mail,website"
PLACE = '"1400 Example Street, Suite 2, Austin, TX 78701-1234"'
GOOD = f"Example Practice,{PLACE},one@practice.example,practice.example"


@pytest.fixture(autouse=True)
def _zip():
    factories.zip_code()


@pytest.fixture
def invite(tmp_path):
    """Run the command on lines; return its report."""

    def run(*lines, header=HEADER, encoding="utf-8", **options):
        path = tmp_path / "list.csv"
        path.write_bytes("\n".join([header, *lines]).encode(encoding))
        said = io.StringIO()
        call_command("invite", str(path), stdout=said, **options)
        return said.getvalue()

    return run


def test_a_line_becomes_an_invitation_whose_draft_begins_with_what_is_known(invite):
    assert "1 invited\n" in invite(GOOD)
    run_tasks()
    mail = mail_to("one@practice.example")[-1]
    assert "We invite “Example Practice” to be listed on Psychly" in mail.body
    assert "nothing becomes public unless you write the rest, agree, and send it" in mail.body
    assert "Example Operator\n1 Example Street, Austin, TX 78701" in mail.body
    client = signed_in(factories.user("one@practice.example"))
    client.post(link_in(mail), {"action": "take"})
    draft = Submission.objects.get()
    [place] = draft.typed.places.places
    assert (draft.typed.you.display_name, draft.typed.about.website) == (
        "Example Practice",
        "https://practice.example",
    )
    assert (place.street, place.suite, place.city, place.state, place.zip_code) == (
        "1400 Example Street",
        "Suite 2",
        "Austin",
        "TX",
        "78701",
    )
    assert not place.shows_street
    assert not Provider.objects.exists()
    page = client.get(f"/listing/{draft.pk}/places/").content.decode()
    assert 'value="1400 Example Street"' in page


def test_the_same_list_twice_invites_once_though_the_first_invitation_is_long_gone(invite):
    invite(GOOD)
    assert "0 invited\n1 invited before\n" in invite(GOOD)
    inviting.erase_old()
    Invitation.objects.all().delete()
    assert "0 invited\n1 invited before\n" in invite(GOOD)
    assert mails("invitation") == ["one@practice.example"]


def test_a_trial_says_the_same_and_invites_nobody(invite):
    assert "1 invited\n" in invite(GOOD, dry_run=True)
    assert not Invitation.objects.exists()
    assert not InvitedAddress.objects.exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",,one@practice.example,", "no name"),
        ("x" * 121 + ",,one@practice.example,", "a name of more than 120 characters"),
        ("Example Practice,,,", "no e-mail address"),
        ("Example Practice,,one at practice,", "no e-mail address"),
        ("Example Practice,,jo@gmial.com,", "a likely typing error in the e-mail address (…@gmail.com?)"),
        ("Example Practice,Austin,one@practice.example,", "no address like"),
        ('Example Practice,"1 Example St, Austin, XX 78701",one@practice.example,', "no state is called XX"),
        ('Example Practice,"1 Example St, Austin, TX 99999",one@practice.example,', "no ZIP code is 99999"),
        (
            'Example Practice,"1 Example St, Austin, OK 78701",one@practice.example,',
            "ZIP code 78701 is in TX, not in OK",
        ),
        ("Example Practice,,one@practice.example,not an address", "the website is no web address"),
        ("Example Practice,,one@practice.example,,more", "more cells than the first line names"),
        (f"Other,,ONE@practice.example,\n{GOOD}", "the same e-mail address as line 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_invites_nobody(invite, line, fault):
    report = invite(line)
    number = 3 if "\n" in line else 2
    assert f"line {number}: {fault}" in report
    assert "1 cannot be read" in report
    assert len(mails("invitation")) == number - 2
    assert "practice.example" not in report  # a report may lie in a log


def test_lines_after_a_bad_one_are_invited_and_empty_ones_are_no_lines(invite):
    report = invite("bad", "", GOOD, ",,,")
    assert "1 invited\n" in report
    assert "1 cannot be read" in report


def test_who_refused_or_writes_a_listing_is_not_invited(invite):
    factories.submission(owner=factories.user("draft@practice.example"), submitted=False)
    factories.listed_provider(owner=factories.user("listed@practice.example"))
    row = inviting.invite_to_be_listed("never@practice.example", {})
    inviting.refuse_for_good(row)
    before = mails("invitation")
    lines = [f"Example,,{name}@practice.example," for name in ("draft", "listed", "never")]
    report = invite(*lines)
    assert (
        "0 invited\n0 invited before\n1 want no invitations\n2 have a listing or a draft already\n" in report
    )
    assert mails("invitation") == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"header": "name,place"}, "it lacks: email"),
        ({"header": ""}, "it lacks: name, email"),
        ({"encoding": "utf-16"}, "cannot be read|UTF-8|codec"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_a_sentence(invite, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        invite(GOOD, **options)
    with pytest.raises(CommandError, match="The file cannot be read"):
        call_command("invite", "/no/such/file.csv")


# --- In admin -------------------------------------------------------------------------------------------

ADD = "/admin/listings/invitation/add/"
TYPED = {"name": "Example Practice", "address": "One@practice.example", "place": PLACE.strip('"')}


def test_staff_invite_one_practice_and_take_it_back(client, staff):
    answer = client.post(ADD, TYPED, follow=True)
    assert "one@practice.example" in answer.content.decode()
    row = Invitation.objects.get()
    assert (row.by, row.name, row.document["places"]["places"][0]["city"]) == (
        staff,
        "Example Practice",
        "Austin",
    )
    assert mails("invitation") == ["one@practice.example"]
    assert client.get(f"/admin/listings/invitation/{row.pk}/change/").status_code == 200
    client.post(f"/admin/listings/invitation/{row.pk}/delete/", {"post": "yes"})
    assert client.get(f"/listing/invitation/{inviting.token(row)}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"place": "Austin"}, "This cannot be read: no address like"),
        ({"address": "never@practice.example"}, "asked us to send no invitations"),
        ({"address": "open@practice.example"}, "An invitation to this address is open already."),
    ],
)
def test_what_staff_cannot_send_is_said_at_the_field(client, staff, typed, sentence):
    inviting.refuse_for_good(inviting.invite_to_be_listed("never@practice.example", {}))
    inviting.invite_to_be_listed("open@practice.example", {})
    before = mails("invitation")
    assert sentence in client.post(ADD, {**TYPED, **typed}).content.decode()
    assert mails("invitation") == before
