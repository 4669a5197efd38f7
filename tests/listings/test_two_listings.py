"""Two listings on one account: every press acts on the one that it names, and each has its own address."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from listings.models import Submission
from listings.moderation import decisions
from listings.publishing import confirmation
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import Provider
from psychly.models import OutgoingMail
from tests import factories, pictures
from tests.listings.test_pages import PAGES, therapist  # noqa: F401

pytestmark = pytest.mark.django_db
NAMES = ("Ana Clinic", "Bo Practice")


@pytest.fixture
def both(client, therapist):  # noqa: F811
    """Two public listings of one person who is signed in."""
    by = factories.moderator()
    return [
        factories.approve(factories.submission(owner=therapist, you={"display_name": name}), by=by)
        for name in NAMES
    ]


@pytest.fixture
def edits(client, both):
    """An open edit of each, the second begun last."""
    return [edit(client, provider) for provider in both]


def edit(client, provider):
    """Press Edit beside a listing; return the edit that it leads to."""
    address = client.post("/listing/edit/", {"provider": provider.slug})["Location"]
    return Submission.objects.get(pk=re.fullmatch(r"/listing/(\d+)/you/", address)[1])


def save(client, row, name, **data):
    """Post a step of a draft or an edit as its page would."""
    address = f"/listing/{row.pk}/{name}/"
    return client.post(address, {"seen": client.get(address).context["seen"], "action": "later", **data})


def send(client, row):
    """Agree to everything and press the button that submits."""
    return save(client, row, "review", action="continue", **PAGES["review"])


def states(*rows):
    """Where submissions stand now."""
    return [Submission.objects.get(pk=row.pk).state for row in rows]


def test_edit_on_one_edits_that_one_though_the_other_was_begun_later(client, both, edits):
    assert [row.provider for row in edits] == both
    again = edit(client, both[0])
    assert again == edits[0]
    for row, name in zip(edits, NAMES, strict=True):
        page = client.get(f"/listing/{row.pk}/you/").content.decode()
        assert f'value="{name}"' in page
        assert f"Edit of {name}" in page


def test_what_is_saved_in_one_edit_changes_no_other(client, edits):
    for row, name in zip(edits, NAMES, strict=True):
        save(client, row, "about", approach=f"We of {name} listen.")
    save(client, edits[0], "about", action="keep", approach="Written in the older one.")
    assert [Submission.objects.get(pk=row.pk).typed.about.approach for row in edits] == [
        "Written in the older one.",
        "We of Bo Practice listen.",
    ]


def test_a_photo_and_the_preview_belong_to_the_edit_that_they_were_sent_in(client, edits, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = SimpleUploadedFile("a.jpg", pictures.photo(size=(600, 400)))
    save(client, edits[0], "about", approach="We talk.", photo_alt="Ana", **{"photo-file": photo})
    first, second = (Submission.objects.get(pk=row.pk) for row in edits)
    assert first.photo
    assert not second.photo
    for row, name in zip(edits, NAMES, strict=True):
        shown = client.get(f"/listing/{row.pk}/review/").context["profile"].name
        assert shown.startswith(name)


def test_one_is_sent_and_the_other_goes_on_being_written(client, edits):
    save(client, edits[0], "about", approach="We listen first.")
    send(client, edits[0])
    assert states(*edits) == ["submitted", "draft"]
    assert client.get(f"/listing/{edits[0].pk}/about/")["Location"] == "/listing/"
    assert client.get(f"/listing/{edits[1].pk}/about/").status_code == 200


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_discarded_or_taken_back_is_the_one_that_is_named(client, edits, which):
    named, other = edits[which], edits[1 - which]
    client.post(f"/listing/{named.pk}/withdraw/")
    assert states(named, other) == ["withdrawn", "draft"]
    client.post(f"/listing/{named.pk}/withdraw/")  # a second press
    assert states(named, other) == ["withdrawn", "draft"]


@pytest.mark.parametrize("which", [0, 1])
def test_hide_show_and_confirm_act_on_the_one_that_is_named(client, both, edits, which):
    named, other = both[which], both[1 - which]
    before = Provider.objects.get(pk=other.pk)
    Provider.objects.filter(pk=named.pk).update(confirmed_on="2020-01-01")
    client.post("/listing/hide/", {"provider": named.slug})
    assert Provider.objects.get(pk=named.pk).hidden_by_owner_at
    client.post("/listing/show/", {"provider": named.slug})
    assert Provider.objects.get(pk=named.pk).hidden_by_owner_at is None
    client.post("/listing/confirm/", {"provider": named.slug})
    assert Provider.objects.get(pk=named.pk).confirmed_on.year > 2020
    after = Provider.objects.get(pk=other.pk)
    assert (after.version, after.confirmed_on) == (before.version, before.confirmed_on)


def test_the_mailed_link_confirms_the_one_that_it_names(client, both):
    Provider.objects.update(confirmed_on="2020-01-01")
    named = Provider.objects.get(pk=both[0].pk)
    answer = client.post(f"/listing/confirm/{confirmation.token(named, named.owners[0])}/")
    assert answer.status_code == 200
    days = [Provider.objects.get(pk=provider.pk).confirmed_on.year for provider in both]
    assert days[0] > 2020
    assert days[1] == 2020


def test_the_dashboard_lists_all_and_each_leads_to_its_own_address(client, therapist, both, edits):  # noqa: F811
    save(client, edits[0], "about", approach="We listen first.")
    send(client, edits[0])
    taken_back = factories.submission(owner=therapist, you={"display_name": "Taken Back"})
    submitting.withdraw(taken_back, by=therapist)
    draft = factories.submission(owner=therapist, submitted=False, you={"display_name": "New Place"})
    page = client.get("/listing/").content.decode()
    for words in (*NAMES, "New Place", "Taken Back", *(f"Your edit of {name}" for name in NAMES)):
        assert words in page
    for row in (*edits, draft):
        if row.pk != edits[0].pk:
            assert f'href="/listing/{row.pk}/"' in page
            assert client.get(f"/listing/{row.pk}/")["Location"] == f"/listing/{row.pk}/you/"
        assert f'action="/listing/{row.pk}/withdraw/"' in page
    assert client.get(f"/listing/{taken_back.pk}/")["Location"] == f"/listing/#listing-{taken_back.pk}"
    assert f'id="listing-{taken_back.pk}"' in page


def test_another_listing_is_begun_from_the_dashboard_and_not_twice(client, therapist, both, edits):  # noqa: F811
    assert 'href="/get-listed/you/"' in client.get("/listing/").content.decode()
    page = client.get("/get-listed/you/")
    assert page.status_code == 200
    assert not any(name in page.content.decode() for name in NAMES)
    data = {"seen": page.context["seen"], "action": "continue", **PAGES["you"]}
    answer = client.post("/get-listed/you/", data)
    draft = Submission.objects.get(owner=therapist, provider=None)
    assert answer["Location"] == f"/listing/{draft.pk}/licenses/"
    assert client.get("/get-listed/about/?check=1")["Location"] == f"/listing/{draft.pk}/about/?check=1"
    assert client.post("/get-listed/you/", data)["Location"] == f"/listing/{draft.pk}/licenses/"
    assert Submission.objects.filter(owner=therapist, provider=None).count() == 1
    dashboard = client.get("/listing/").content.decode()
    assert (
        'href="/get-listed/you/"' not in dashboard.partition("Another listing")[2].partition("</section>")[0]
    )
    assert states(*edits) == ["draft", "draft"]


def test_each_that_ended_is_begun_again_from_what_it_said_and_one_at_a_time(client, therapist):  # noqa: F811
    rows = []
    for name in NAMES:
        rows.append(factories.submission(owner=therapist, you={"display_name": name}))
        submitting.withdraw(rows[-1], by=therapist)
    address = client.post(f"/listing/{rows[0].pk}/again/")["Location"]
    assert f'value="{NAMES[0]}"' in client.get(address).content.decode()
    assert client.post(f"/listing/{rows[0].pk}/again/")["Location"] == address  # a second press
    answer = client.post(f"/listing/{rows[1].pk}/again/", follow=True).content.decode()
    assert "You are writing another new listing." in answer
    assert Submission.objects.open().count() == 1
    page = client.get("/listing/").content.decode()
    assert f'id="listing-{rows[0].pk}"' not in page
    assert f'id="listing-{rows[1].pk}"' in page


def test_what_was_typed_when_the_session_ended_comes_back_in_the_edit_that_it_was_typed_in(
    client,
    therapist,  # noqa: F811
    edits,
):
    addresses = [f"/listing/{row.pk}/about/" for row in edits]
    context = client.get(addresses[0]).context
    carried = {"seen": context["seen"], "writer": context["writer"], "approach": "Typed late."}
    client.logout()
    answer = client.post(addresses[0], {"action": "continue", **carried})
    assert answer["Location"] == f"/accounts/login/?next={addresses[0]}"
    client.force_login(therapist)
    assert "Typed late." not in client.get(addresses[1]).content.decode()
    assert "Typed late." in client.get(addresses[0]).content.decode()


def test_what_was_typed_on_the_page_of_a_new_listing_comes_back_though_it_was_stored_meanwhile(
    client,
    therapist,  # noqa: F811
):
    context = client.get("/get-listed/about/").context
    carried = {"seen": context["seen"], "writer": context["writer"]}
    fragment = client.post("/get-listed/about/", {**carried, "action": "keep", "approach": "We"})
    carried["seen"] = re.search(r'name="seen" value="(\w+)"', fragment.content.decode())[1]
    client.logout()
    client.post("/get-listed/about/", {**carried, "action": "continue", "approach": "We talk."})
    client.force_login(therapist)
    page = client.get("/get-listed/about/")
    assert "We talk." in page.content.decode()
    data = {"seen": page.context["seen"], "action": "continue", "approach": "We talk."}
    assert client.post("/get-listed/about/", data).status_code == 302
    assert Submission.objects.get().typed.about.approach == "We talk."


def test_what_belongs_to_somebody_else_is_not_found_whatever_is_pressed(client, therapist):  # noqa: F811
    theirs = factories.submission(submitted=False)
    ended = factories.submission()
    submitting.withdraw(ended, by=ended.owner)
    for pk in (theirs.pk, ended.pk, 0, 10**30):
        assert client.get(f"/listing/{pk}/").status_code == 404
        for name in documents.STEPS:
            for action in ("keep", "continue"):
                answer = client.post(f"/listing/{pk}/{name}/", {"action": action, "approach": "Mine."})
                assert answer.status_code == 404
            assert client.get(f"/listing/{pk}/{name}/").status_code == 404
        for verb in ("withdraw", "again"):
            assert client.post(f"/listing/{pk}/{verb}/").status_code == 404
            assert client.get(f"/listing/{pk}/{verb}/").status_code == 405
    assert states(theirs, ended) == ["draft", "withdrawn"]
    assert client.get(f"/listing/{theirs.pk}/nothing/").status_code == 404


def test_signed_out_each_address_asks_to_sign_in_and_leads_back(client):
    for path in ("/listing/7/", "/listing/7/about/", "/get-listed/you/"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    for path in ("/listing/7/withdraw/", "/listing/7/again/"):
        assert client.post(path).status_code == 302


def test_each_mail_names_its_listing_and_leads_to_its_own_address(client, both, edits, settings):
    by = factories.moderator()
    for row in edits:
        save(client, row, "about", approach="We listen first.")
        send(client, row)
        decisions.request_changes(Submission.objects.get(pk=row.pk), by=by, reason="Please add the board.")
    for row, provider, name in zip(edits, both, NAMES, strict=True):
        mails = OutgoingMail.objects.filter(text__contains=name).order_by("pk")
        mails = {mail.kind: mail for mail in mails}  # the newest of each
        about_the_edit = {"submission_received", "submission_changes_requested"}
        assert about_the_edit | {"submission_approved"} == set(mails)
        for kind, mail in mails.items():
            address = f"/listing/{row.pk}/" if kind in about_the_edit else f"/listing/#{provider.slug}"
            assert settings.SITE_URL + address in mail.text, kind
            assert settings.SITE_URL + address in mail.html, kind
