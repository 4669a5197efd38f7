"""Who may do what in admin: every group, every address that the site knows, GET and POST.

The two tables name every page; one that is added without a line fails. A letter is a group: A authors,
E editors, M moderators, B administrators (who run the site), S superusers. Whoever is not named is refused.
"""

import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from articles import publishing
from articles.models import Person, SideEffect, Study
from listings.models import (
    Claim,
    Exclusion,
    ExclusionList,
    Export,
    InstantChange,
    Invitation,
    OwnerChange,
    Submission,
)
from listings.moderation import decisions
from providers.models import Inquiry, LegalStatus, ProblemReport, Provider, Treatment
from psychly.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
GROUPS = {"A": "authors", "E": "editors", "M": "moderators", "B": "administrators"}
#: Who stands outside: anonymous, a therapist, staff without a group.
OUTSIDE = ("anonymous", "therapist", "no group")
TERM = "BS BS BS -"
#: Model: who may view, add, change, delete its rows.
MODELS = {
    "psychly_user": "BS BS BS -",
    "psychly_outgoingmail": "BS - - -",
    "django_tasks_database_dbtaskresult": "BS - - -",
    "auth_group": "BS S S S",
    "account_emailaddress": "S S S S",
    "mfa_authenticator": "BS - - BS",
    "providers_provider": "MBS - - -",
    "providers_inquiry": "S - - -",
    "providers_problemreport": "MBS - MBS -",
    "providers_legalstatus": "EMBS BS EMBS S",
    "providers_treatment": TERM,
    "providers_condition": TERM,
    "providers_paymentoption": TERM,
    "providers_language": TERM,
    "providers_community": TERM,
    "providers_access": TERM,
    "articles_reference": "AEBS AEBS AEBS BS",
    "articles_article": "AEBS AEBS AEBS -",
    "articles_person": "AEBS AEBS AEBS S",
    "articles_articleversion": "AEBS - - -",
    "articles_review": "EBS EBS EBS -",
    "articles_study": "AEBS AEBS AEBS EBS",
    "articles_sideeffect": "AEBS AEBS AEBS EBS",
    "listings_submission": "MBS - MBS -",
    "listings_decision": "MBS - - -",
    "listings_ownerchange": "MBS - - -",
    "listings_instantchange": "MBS - MBS -",
    "listings_export": "BS - - -",
    "listings_reason": "MBS MBS MBS BS",
    "listings_exclusion": "MBS - - -",
    "listings_exclusionlist": "MBS - - -",
    "listings_claim": "MBS - MBS -",
    "listings_invitation": "MBS MBS - MBS",
}
ALL = "AEMBS"  # also staff without a group
#: Every other page: who may GET it, who may POST to it.
PAGES = {
    "index": "AEMBS AEMBS",
    "logout": "- AEMBS",
    "password_change": "- -",  # nobody has a password
    "password_change_done": "- -",
    "jsi18n": "AEMBS -",
    "view_on_site": "AEMBS AEMBS",
    "autocomplete": "AEBS -",
    "app_list": "MBS MBS",
    "unsent": "AEMBS AEMBS",
    "time_zone": "- AEMBS",
    "articles_reference_import": "AEBS AEBS",
    "articles_article_preview": "AEBS AEBS",
    "articles_article_works": "AEBS AEBS",
    "articles_article_work": "AEBS AEBS",
    "articles_article_uncollect": "- AEBS",
    "articles_article_picture": "AEBS AEBS",
    "articles_article_versions": "AEBS AEBS",
    "articles_article_move": "- AEBS",
    "articles_article_exempt": "- EBS",
    "listings_submission_decide": "- MBS",
    "listings_submission_preview": "MBS MBS",
    "listings_submission_mail": "MBS MBS",
    "listings_submission_together": "- MBS",
    "listings_submission_take_back": "- MBS",
    "listings_submission_figures": "MBS MBS",
    "listings_submission_record": "MBS MBS",
    "listings_submission_remove": "- MBS",
    "listings_submission_restore": "- MBS",
}
STANDARD = {"changelist": 0, "history": 0, "add": 1, "change": 2, "delete": 3}


def names():
    """The name of every address below /admin/ but the door itself (nameless: an old form of "change")."""
    (site,) = (row for row in get_resolver().url_patterns if getattr(row, "namespace", "") == "admin")

    def walk(patterns):
        for row in patterns:
            yield from walk(row.url_patterns) if hasattr(row, "url_patterns") else [row.name]

    return {name for name in walk(site.url_patterns) if name} - {"login"}


def table():
    """{page: (who may GET, who may POST)} from both tables."""
    rows = {name: tuple(who.split()) for name, who in PAGES.items()}
    for model, who in MODELS.items():
        rights = who.split()
        for page, number in STANDARD.items():
            may_look = rights[0] if page == "change" else rights[number]
            rows[f"{model}_{page}"] = (may_look, rights[number])
    return rows


@pytest.fixture
def rows():
    """One row of every model that admin shows, by the model's part of an address."""
    someone, today = factories.user("someone@mail.example"), timezone.localdate()
    EmailAddress.objects.create(user=someone, email=someone.email, verified=True, primary=True)
    Authenticator.objects.create(user=someone, type="totp", data={"secret": "never shown"})
    work = factories.reference()
    study = {"kind": "survey", "substance": "ketamine", "verdict": "None", "sentence": "None."}
    Study.objects.create(reference=work, **study)
    SideEffect.objects.create(reference=work, effect="nausea", percent=1)
    article = factories.article(published=False)
    publishing.save_article(article, by=someone)
    factories.review(
        article,
        person=Person.objects.create(name="Demo", credentials="MD"),
        on=today,
        by=someone,
    )
    provider = factories.listed_provider()
    ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind="conduct", message="Look.")
    Inquiry.objects.create(provider=provider, token=uuid.uuid4())
    LegalStatus.objects.create(
        treatment=Treatment.objects.first(), state="TX", status="lawful", known_on=today
    )
    factories.submission()
    decisions.mark_spam(factories.submission(you={"display_name": "Decided"}), by=someone)
    OwnerChange.objects.create(provider=provider, what="hidden", version=1, by=someone)
    Export.objects.create(what="decisions", rows=1, by=someone)
    InstantChange.objects.create(provider=provider, version=2, is_sampled=True)
    Exclusion.objects.create(row_sha256="x", name="X", surname="x", excluded_on=today)
    ExclusionList.objects.create(file_sha256="x", rows=1)
    Invitation.objects.create(address="pat@mail.example")
    Claim.objects.create(provider=provider, by=someone, statement="Mine.")
    models = admin.site._registry
    return {model._meta.label_lower.replace(".", "_"): model._default_manager.last() for model in models}


def requests(rows):
    """{page: (address, data)}: what a press there would send."""
    submission = Submission.objects.get(state="submitted")
    provider, seen = Provider.objects.get(), submission.document_version
    article = rows["articles_article"]
    at = {name: ([], {}) for name in names()} | {
        "app_list": (["listings"], {}),
        "view_on_site": ([ContentType.objects.get_for_model(Provider).pk, provider.pk], {}),
        "logout": ([], {}),
        "autocomplete": (
            [],
            {"app_label": "articles", "model_name": "credit", "field_name": "person", "term": "D"},
        ),
        "articles_article_uncollect": ([], {"article": article.pk, "work": rows["articles_reference"].pk}),
        "articles_article_versions": ([article.pk], {"restore": "1"}),
        "articles_article_exempt": ([article.pk], {"point": "x", "reason": "Seen."}),
        "articles_article_move": ([article.pk], {"verb": "submit_for_review"}),
        "listings_submission_decide": ([submission.pk], {"action": "spam", "document_version": seen}),
        "listings_submission_preview": ([submission.pk], {}),
        "listings_submission_mail": ([submission.pk], {}),
        "listings_submission_together": ([], {"action": "spam", "item": f"{submission.pk}:{seen}"}),
        "listings_submission_take_back": ([uuid.uuid4()], {}),
        "listings_submission_record": ([provider.pk], {}),
        "listings_submission_remove": ([provider.pk], {"reason": "Told so.", "confirmed": "1"}),
        "listings_submission_restore": ([provider.pk], {"reason": "Told so.", "confirmed": "1"}),
    }
    for model, row in rows.items():
        key = [] if row is None else [submission.pk if model == "listings_submission" else row.pk]
        for page, data in (("history", {}), ("change", {"finding": "x"}), ("delete", {"post": "yes"})):
            at[f"{model}_{page}"] = (key, data)
    at["logout"] = at.pop("logout")  # last: nobody is signed in afterwards
    return {name: (reverse(f"admin:{name}", args=args), data) for name, (args, data) in at.items()}


def ask(client, address, method, data):
    """Send one request and take back what it changed; say whether it was answered or refused."""
    with transaction.atomic():
        response = getattr(client, method)(address, data if method == "post" or "term" in data else {})
        transaction.set_rollback(True)
    is_sent_away = response.status_code == 302 and response["Location"].startswith("/admin/login/")
    assert response.status_code in (200, 302, 403, 404, 405), (address, response.status_code)
    return response.status_code in (200, 302) and not is_sent_away


def test_the_tables_name_every_page_of_admin_and_none_that_is_gone():
    assert names() == set(table())


@pytest.mark.parametrize("letter", "AEMBS")
def test_each_group_may_do_what_the_tables_say_and_nothing_else(client, rows, letter):
    staff = factories.editor(GROUPS[letter]) if letter in GROUPS else None
    factories.enter_desk(client, staff or factories.user(is_staff=True, is_superuser=True))
    wrong = []
    for name, (address, data) in requests(rows).items():
        for number, method in enumerate(("get", "post")):
            may = letter in table()[name][number]
            if ask(client, address, method, data) != may:
                wrong.append(f"{method} {name}: {'refused' if may else 'answered'}")
    assert wrong == []


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_stands_outside_may_do_nothing(client, rows, who):
    if who != "anonymous":
        factories.enter_desk(client, factories.user(is_staff=who == "no group"))
    answered = {
        f"{method} {name}"
        for name, (address, data) in requests(rows).items()
        for method in ("get", "post")
        if name != "logout" and ask(client, address, method, data)
    }
    expected = {f"get {name}" for name, may in table().items() if may[0] == ALL}
    expected |= {f"post {name}" for name, may in table().items() if may[1] == ALL and name != "logout"}
    assert answered == (expected if who == "no group" else set())


def test_without_the_second_factor_even_a_superuser_may_do_nothing(client, rows):
    client.force_login(factories.user(is_staff=True, is_superuser=True))
    for name, (address, data) in requests(rows).items():
        for method in ("get", "post"):
            assert name == "logout" or not ask(client, address, method, data), (name, method)


def test_a_lost_second_factor_is_taken_away_by_an_administrator_who_never_sees_its_secret(client, rows):
    boss = factories.editor("administrators")
    factories.enter_desk(client, boss)
    row = rows["mfa_authenticator"]
    page = client.get(reverse("admin:mfa_authenticator_change", args=[row.pk])).content.decode()
    assert "someone@mail.example" in page
    assert "never shown" not in page
    Authenticator.objects.create(user=row.user, type="recovery_codes", data={"seed": "never shown"})
    client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})
    assert not Authenticator.objects.exclude(user=boss).exists()  # codes to recover with do not outlive it
    mail = OutgoingMail.objects.get(kind="second_factor_deleted")
    assert mail.to == "someone@mail.example"
    assert "An administrator deleted" in mail.text
    assert Session.objects.exists()


def test_a_lost_factor_is_named_by_its_owner_and_takes_every_session_of_theirs_along(client, rows):
    factories.enter_desk(client, factories.editor("administrators"))
    row, lost = rows["mfa_authenticator"], Client()
    lost.force_login(row.user)
    assert lost.get("/listing/").status_code == 200
    pages = [
        client.get(reverse("admin:mfa_authenticator_delete", args=[row.pk])),
        client.post(
            reverse("admin:mfa_authenticator_changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk]},
        ),
    ]
    for page in pages:
        html = page.content.decode()
        assert "TOTP Authenticator of someone@mail.example" in html
        assert "signed out everywhere" in html
    client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})
    assert lost.get("/listing/").status_code == 302
    assert client.get("/admin/").status_code == 200
    entry = LogEntry.objects.get(object_id=str(row.pk))
    assert entry.object_repr == "TOTP Authenticator of someone@mail.example"


@pytest.mark.parametrize("address", ["/admin/password_change/", "/admin/password_change/done/"])
@pytest.mark.parametrize("is_staff", [True, False])
def test_nobody_has_a_password_to_change(client, address, is_staff):
    if is_staff:
        factories.enter_desk(client, factories.user(is_staff=True, is_superuser=True))
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_whoever_loses_several_factors_at_once_is_told_once_and_keeps_what_stays(client, rows):
    boss = factories.editor("administrators")
    factories.enter_desk(client, boss)
    user, other = rows["mfa_authenticator"].user, factories.user("other@mail.example")
    gone = [
        Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Key"}).pk
        for owner in (user, user, other)
    ]
    codes = Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "never shown"})
    data = {"action": "delete_selected", "_selected_action": gone, "post": "yes"}
    client.post(reverse("admin:mfa_authenticator_changelist"), data)
    assert set(Authenticator.objects.exclude(user=boss)) == {rows["mfa_authenticator"], codes}
    told = (
        OutgoingMail.objects.filter(kind="second_factor_deleted").order_by("to").values_list("to", flat=True)
    )
    assert list(told) == ["other@mail.example", "someone@mail.example"]
    assert Session.objects.exists()
