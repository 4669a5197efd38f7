"""The queue and the pages beside the decision, at the door."""

import uuid

import pytest
from django.urls import reverse

from listings.models import CheckResult, Decision, Export, InstantChange, OwnerChange, Submission
from listings.moderation import decisions, statistics
from listings.moderation.views import shown_with
from providers.models import ProblemReport, Provider
from providers.photos.keeping import keep_photo
from psychly.models import OutgoingMail
from tests import factories
from tests.mailbox import mail_to

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"


def items(*rows):
    """What the page that asks sends: each submission and the version that was seen."""
    return [f"{row.pk}:{row.document_version}" for row in rows]


def test_several_are_declined_only_after_they_were_shown_once_more(client, staff):
    rows = [factories.submission(you={"display_name": f"Robin {n}"}) for n in range(2)]
    chosen = {"action": "decline", "_selected_action": [row.pk for row in rows]}
    page = client.post(QUEUE, chosen, follow=True).content.decode()
    assert "Robin 0" in page
    assert "Robin 1" in page
    assert not Decision.objects.exists()
    together = reverse("admin:listings_submission_together")
    client.post(together, {"action": "decline", "item": items(*rows), "reason": " "})
    assert not Decision.objects.exists()
    sent, reason = OutgoingMail.objects.count(), "No license was found."
    shown = client.post(together, {"action": "decline", "item": items(*rows), "reason": reason})
    text = shown.content.decode()
    assert [f"This is about Robin {n}" in text for n in range(2)] == [True, True]  # each mail that leaves
    assert not Decision.objects.exists()
    other = {"action": "decline", "item": items(*rows), "reason": "Something else."}
    client.post(together, {**other, "confirmed": shown.context["confirmed"]})  # these mails nobody has seen
    assert not Decision.objects.exists()
    seen = {"confirmed": shown.context["confirmed"]}
    client.post(together, {"action": "decline", "item": items(*rows), "reason": reason, **seen})
    assert [row.verdict for row in Decision.objects.all()] == ["declined", "declined"]
    assert OutgoingMail.objects.count() == sent + 2


def test_the_mail_on_approval_shows_the_address_that_the_listing_gets(client, staff):
    factories.approve(factories.submission(you={"display_name": "Wren Pemberton"}), by=staff)
    row = factories.submission(you={"display_name": "Wren Pemberton"})
    shown = client.get(reverse("admin:listings_submission_mail", args=[row.pk])).content.decode()
    provider = factories.approve(row, by=staff)
    assert provider.slug == "wren-pemberton-2"
    assert provider.get_absolute_url() in shown
    assert provider.get_absolute_url() in mail_to(row.owner.email)[-1].body


def test_of_several_one_that_changed_meanwhile_is_left_alone_and_named(client, staff):
    rows = [factories.submission(you={"display_name": f"Robin {n}"}) for n in range(2)]
    seen = items(*rows)
    Submission.objects.filter(pk=rows[0].pk).update(document_version=rows[0].document_version + 1)
    together = reverse("admin:listings_submission_together")
    data = {"action": "spam", "item": seen, "confirmed": shown_with("")}
    page = client.post(together, data, follow=True).content.decode()
    assert "Robin 0: " in page
    assert list(Submission.objects.order_by("pk").values_list("state", flat=True)) == ["submitted", "spam"]


@pytest.mark.parametrize("item", ["", "x:y", "1", "9" * 40 + ":1", "1:2:3", "\0:1"])
def test_a_broken_choice_of_several_decides_nothing(client, staff, item):
    row = factories.submission()
    together = reverse("admin:listings_submission_together")
    assert client.post(together, {"action": "spam", "item": [item]}).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted"


def test_every_kind_of_check_stands_beside_a_step(client, staff, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = {"photo": str(keep_photo(factories.clean_photo(), by=None).pk), "photo_alt": "At a desk"}
    about = {"website": "https://robin.example", **photo}
    row = factories.submission(you={"npi": "1234567893"}, about=about)
    assert set(row.checks.values_list("kind", flat=True)) == set(CheckResult.Kind.values)
    page = client.get(reverse("admin:listings_submission_change", args=[row.pk]))
    assert page.status_code == 200
    shown = {check.kind for section in page.context["sections"] for check in section.checks}
    assert shown == set(CheckResult.Kind.values)


def test_reports_of_visitors_wait_in_the_queue(client, staff, django_assert_max_num_queries):
    provider = factories.listed_provider(display_name="Reported Person")
    ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind="conduct", message="Look.")
    factories.submission()
    with django_assert_max_num_queries(15):
        page = client.get(QUEUE).content.decode()
    assert "Reported Person" in page
    assert "Report" in page


def test_a_record_is_exported_without_names_and_the_export_is_logged(client):
    boss = factories.editor("administrators")
    row = factories.submission(you={"display_name": "Robin Sample"})
    decisions.decline(row, by=factories.moderator(), reason="=cmd")
    factories.enter_desk(client, boss)
    chosen = {"action": "export", "_selected_action": [Decision.objects.get().pk]}
    answer = client.post("/admin/listings/decision/", chosen)
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "declined" in text
    assert "Robin" not in text
    assert "=cmd" not in text
    assert Export.objects.get().by == boss


def test_the_history_of_a_provider_goes_from_the_first_draft_to_today(client, staff):
    row = factories.submission()
    factories.approve(row, by=staff, note="All agrees.")
    address = reverse("admin:listings_submission_record", args=[Provider.objects.get().pk])
    page = client.get(address).content.decode()
    assert page.index("First draft begun") < page.index("Sent to the moderators") < page.index("All agrees.")


def test_the_figures_say_what_waits_and_what_was_decided(client, staff):
    decisions.mark_spam(factories.submission(), by=staff)
    factories.submission()
    page = client.get(reverse("admin:listings_submission_figures"))
    assert page.status_code == 200
    assert page.context["waiting"] == 1
    assert page.context["decisions"] == 1
    assert page.context["weeks"][-1].total == 1


def test_the_pages_beside_the_queue_are_for_moderators_alone(client):
    row = factories.submission()
    factories.enter_desk(client, factories.editor())
    for name, args in (("figures", []), ("mail", [row.pk]), ("preview", [row.pk]), ("decide", [row.pk])):
        address = reverse(f"admin:listings_submission_{name}", args=args)
        assert client.get(address).status_code in (403, 405)


SAMPLES = "/admin/listings/instantchange/"


def small_change(name, **fields):
    provider = factories.listed_provider(display_name=name)
    rows = [["New patients", ["Accepting"], ["Waitlist"]]]
    return InstantChange.objects.create(provider=provider, version=2, rows=rows, **fields)


def test_the_queue_says_how_many_small_changes_wait_to_be_looked_at(client, staff):
    small_change("In the sample", is_sampled=True)
    small_change("Not in it")
    page = client.get(QUEUE).content.decode()
    assert f'<a href="{SAMPLES}">Small changes (1)</a>' in page


def test_the_history_says_what_small_facts_changed(client, staff):
    change = small_change("Changed")
    provider = change.provider
    OwnerChange.objects.create(provider=provider, what="instant", version=2, by=provider.owners[0])
    page = client.get(reverse("admin:listings_submission_record", args=[provider.pk])).content.decode()
    assert "New patients: Accepting → Waitlist" in page


def test_figures_of_nothing_say_so(client, staff):
    page = client.get(reverse("admin:listings_submission_figures")).content.decode()
    assert "nothing waits" in page
    assert "Nothing was decided in the last twelve weeks." in page
    assert 'class="chart"' not in page


@pytest.mark.parametrize(
    ("hours", "words"),
    [(None, ""), (0.2, "under an hour"), (1.2, "1 hour"), (30, "30 hours"), (72, "3 days"), (60, "2.5 days")],
)
def test_a_time_is_said_as_a_person_says_it(hours, words):
    assert statistics.in_words(hours) == words


def test_the_chart_draws_what_the_table_says(client, staff):
    for verb in ("spam", "spam", "decline"):
        row = factories.submission()
        decisions.mark_spam(row, by=staff) if verb == "spam" else decisions.decline(
            row, by=staff, reason="No license."
        )
    page = client.get(reverse("admin:listings_submission_figures"))
    heights = {bar.outcome: bar.height for bar in page.context["bars"]}
    assert heights == {"spam": 80, "declined": 40}
    assert page.context["weeks"][-1].counts == {
        "approved": 0, "changes-requested": 0, "declined": 1, "spam": 2,
    }  # fmt: skip


def test_the_list_of_decisions_is_narrowed_by_moderator_verdict_and_words(client, staff):
    other = factories.moderator()
    decisions.decline(factories.submission(you={"display_name": "Robin One"}), by=staff, reason="No license.")
    decisions.mark_spam(factories.submission(you={"display_name": "Robin Two"}), by=other)
    address = "/admin/listings/decision/"
    for query in (
        {"q": "No license"},
        {"q": "Robin One"},
        {"by__id__exact": staff.pk},
        {"verdict__exact": "declined"},
    ):
        page = client.get(address, query).content.decode()
        table = page[page.index('id="result_list"') :]
        assert ("Robin One" in table, "Robin Two" in table) == (True, False), query
    assert "No license." in table
