"""What staff set for themselves and for each other: the zone of their times, and who has which role."""

import datetime

import pytest
from django.contrib.auth.models import Group

from listings.models import Decision, Submission
from psychly.models import OutgoingMail, User
from tests import factories

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 25, 3, 30, tzinfo=datetime.UTC)  # the evening before in America
USERS = "/admin/psychly/user/"


@pytest.fixture
def staff(client):
    row = factories.moderator()
    factories.enter_desk(client, row)
    return row


def test_times_of_the_desk_are_those_of_the_chosen_zone_without_script(client, staff):
    row = factories.submission()
    Submission.objects.update(submitted_at=AT)
    Decision.objects.create(submission=row, verdict="spam", by=staff, at=AT, document_sha256="x")
    page, record = f"/admin/listings/submission/{row.pk}/change/", "/admin/listings/decision/"
    assert "Nov 25, 2026, 3:30 a.m. UTC" in client.get(page).content.decode()
    answer = client.post("/admin/time-zone/", {"time_zone": "America/Chicago"}, follow=True).content.decode()
    assert "The desk shows times as they are here: Central." in answer
    assert '<option value="America/Chicago" selected>' in answer
    assert "Nov 24, 2026, 9:30 p.m. CST" in client.get(page).content.decode()
    assert "Nov. 24, 2026, 9:30 p.m." in client.get(record).content.decode()
    # Monday, November 30, is the third business day after the 24th, and Thanksgiving is none.
    assert "by Mon, Nov 30" in client.get("/admin/listings/submission/").content.decode()
    assert "CST" not in client.get("/").content.decode()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe/Berlin"])
def test_what_is_no_zone_of_the_list_is_the_one_of_the_site(client, staff, zone):
    User.objects.update(time_zone="America/Denver")
    assert (
        "as they are here: UTC"
        in client.post("/admin/time-zone/", {"time_zone": zone}, follow=True).content.decode()
    )
    staff.refresh_from_db()
    assert staff.time_zone == ""


@pytest.fixture
def boss(client):
    """The browser of an administrator."""
    factories.enter_desk(client, factories.editor("administrators"))
    return client


def test_an_administrator_invites_staff_by_mail_with_a_role(boss):
    group = Group.objects.get(name="moderators")
    page = boss.post(f"{USERS}add/", {"email": "New@mail.example", "group": group.pk}, follow=True)
    assert "Invited, and the mail is on its way: new@mail.example" in page.content.decode()
    user = User.objects.get(email="new@mail.example")
    assert (user.is_staff, [*user.groups.all()]) == (True, [group])
    assert "among the moderators" in " ".join(OutgoingMail.objects.get(kind="staff_invited").text.split())
    again = boss.post(f"{USERS}add/", {"email": "new@mail.example", "group": group.pk}, follow=True)
    assert "In this role already: new@mail.example" in again.content.decode()
    assert OutgoingMail.objects.filter(kind="staff_invited").count() == 1


def test_who_cannot_be_invited_is_said_at_the_field_and_what_was_typed_stays(boss):
    factories.user("locked@mail.example", is_active=False)
    group = Group.objects.get(name="moderators")
    page = boss.post(f"{USERS}add/", {"email": "locked@mail.example", "group": group.pk}).content.decode()
    assert "was made inactive" in page
    assert 'value="locked@mail.example"' in page
    page = boss.post(f"{USERS}add/", {"email": "nobody"})
    assert set(page.context["form"].errors) == {"email", "group"}
    assert 'value="nobody"' in page.content.decode()
    assert not OutgoingMail.objects.exists()


def test_role_and_right_to_come_in_are_one_act(boss, client):
    user = factories.user("pat@mail.example")
    group = Group.objects.get(name="moderators")
    address = f"{USERS}{user.pk}/change/"
    boss.post(address, {"is_active": "on", "groups": [group.pk]})
    user.refresh_from_db()
    assert user.is_staff
    boss.post(address, {"is_active": "on", "groups": [], "is_staff": "on"})
    user.refresh_from_db()
    assert not user.is_staff
