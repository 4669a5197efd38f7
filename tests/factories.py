"""Rows for tests, written through the models; each function takes what a test cares about.

Everything else gets a harmless default: names that cannot be taken for real, license numbers `DEMO-…`,
telephone numbers 555-01xx, addresses under `example`.
"""

import dataclasses
import itertools
import time
from contextlib import contextmanager
from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.utils import timezone

from articles import publishing
from articles.models import Article, Reference, Review
from listings.models import Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from providers.document.choices import Accepting
from providers.models import Collaborator, Fact, License, Location, Place, Provider
from providers.models.eligibility import LicenseType, Role, kind_of
from providers.photos import decoding
from providers.profile.ledger import license_value
from providers.search.index import rewrite
from psychly.models import User
from tests import pictures

_numbers = itertools.count(1)
APP_SECRET = totp.generate_totp_secret()  # of every authenticator app in the tests
NEARLY_OVER = 5  # seconds before a code of 30 seconds ends

# --- People ---------------------------------------------------------------------------------------


def user(email=None, **fields):
    """Create a user who can sign in."""
    return User.objects.create_user(email or f"person-{next(_numbers)}@mail.example", **fields)


def session(user):
    """Sign somebody in without the form; return the session's key, the value of the cookie."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def enter_desk(client, user):
    """Sign staff in as on a real site: the code of an e-mail, then the app, both a moment ago."""
    client.force_login(user)
    app, _ = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": APP_SECRET}}
    )
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="code", email=user.email)
    record_authentication(request, user, method="mfa", id=app.pk, type=app.type, reauthenticated=True)
    request.session.save()


def app_code(secret=APP_SECRET):
    """What an authenticator app shows now, by the clock of those who ask.

    A code that is about to change is waited for: typed late, it would be refused, and a test fail by chance.
    """
    if (left := 30 - totp.time.time() % 30) < NEARLY_OVER:
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30))


# --- Providers ------------------------------------------------------------------------------------


#: The part of a document that holds a field, for the fields that stand in no row.
PART_OF = {
    part.name: step
    for step in ("you", "licenses", "places", "care", "cost", "about")
    for part in dataclasses.fields(getattr(documents.Document(), step))
}


def provider(*, role=Role.PSYCHIATRIST, published=True, **fields):
    """Create a provider without places, licenses or offers; public unless `published` is False.

    `fields` are columns of Provider or fields of its document.
    """
    number = next(_numbers)
    defaults = {
        "slug": f"test-provider-{number}",
        "legal_name": f"Legal Name {number}",
        "display_name": f"Test Provider {number}",
        "accepting": Accepting.YES.value,
        "approach": "We talk first. Nothing is given at a first visit.",
        "published_at": timezone.now() if published else None,
    }
    fields = {**defaults, **fields, "role": str(role)}
    owner = fields.pop("owner") if "owner" in fields else user()
    columns = {item.name for item in Provider._meta.concrete_fields}
    said = documents.Document()
    for name in PART_OF.keys() & fields.keys():
        setattr(getattr(said, PART_OF[name]), name, str(fields[name].pk) if name == "photo" else fields[name])
    columns = {name: value for name, value in fields.items() if name in columns}
    row = Provider.objects.create(kind=kind_of(role), document=documents.to_json(said), **columns)
    if owner:
        collaborator(row, owner)
    return row


def collaborator(provider, by=None, role="owner"):
    """Let a user write a provider's listing; return the user."""
    by = by or user()
    Collaborator.objects.create(provider=provider, user=by, role=role)
    return by


@contextmanager
def saying(provider):
    """Change the document of a provider in the block; nothing that follows from it."""
    said = documents.read_document(provider.document)
    yield said
    provider.document = documents.to_json(said)
    Provider.objects.filter(pk=provider.pk).update(document=provider.document)
    provider.__dict__.pop("listing", None)


def license(provider, state="TX", type=LicenseType.MD, **fields):
    """Give a provider a license that is active for another year."""
    number = next(_numbers)
    defaults = {"number": f"DEMO-{number:04}", "expires_on": timezone.localdate() + timedelta(days=365)}
    row = documents.LicenseRow(state=state, type=str(type), **{**defaults, **fields})
    with saying(provider) as said:
        said.licenses.licenses.append(row)
    return License.objects.create(
        provider=provider, state=state, type=type, number=row.number, expires_on=row.expires_on
    )


def location(provider, *, latitude=30.2706, longitude=-97.7426, precision="zip", **fields):
    """Give a provider a practice location (downtown Austin unless told otherwise); return its Location."""
    with saying(provider) as said:
        number = len(said.places.places)
        defaults = {
            "key": f"p{number + 1}",
            "street": "1400 Example Street",
            "city": "Austin",
            "state": "TX",
            "zip_code": "78701",
            "phone": "+15125550143",
            "shows_street": True,
        }
        place = documents.PlaceRow(**{**defaults, **fields})
        said.places.places.append(place)
    return Location.objects.create(
        provider=provider,
        position=number,
        key=place.key,
        city=place.city,
        phone=place.phone,
        shows_street=place.shows_street,
        latitude=latitude,
        longitude=longitude,
        precision=precision,
    )


def offer(provider, treatment="ketamine-infusion", location=None, conditions=()):
    """Offer a treatment (by slug) at a location, or remotely without one."""
    where = [location.key if location else documents.TELEHEALTH]
    with saying(provider) as said:
        said.care.offers.append(documents.OfferRow(treatment, where, list(conditions)))


def cost(provider, treatment="ketamine-infusion", **fields):
    """State what the course of a treatment costs."""
    defaults = {
        "intake": 350, "session_low": 400, "session_high": 500, "sessions": 6, "integration_sessions": 0,
    }  # fmt: skip
    with saying(provider) as said:
        said.cost.costs.append(documents.CostRow(treatment, **{**defaults, **fields}))


def fact(provider, kind, value, *, basis=Fact.Basis.STAFF, **fields):
    """Record that a stated value was checked."""
    defaults = {"source_name": "Call by staff"}
    if basis == Fact.Basis.STAFF and "checked_by" not in fields:
        defaults["checked_by"] = user(is_staff=True)
    return Fact.objects.create(
        provider=provider, kind=kind, value=value, basis=basis, **{**defaults, **fields}
    )


def listed_provider(
    *, treatment="ketamine-infusion", state="TX", place=None, conditions=(), telehealth=(), **fields
):
    """Create a provider that a search finds: licensed, with a place and an offer, in the search index.

    `place` holds fields of the location (False: none); `telehealth` names states with a remote offer of
    integration therapy.
    """
    row = provider(telehealth_states=list(telehealth), **fields)
    for code in {state, *telehealth}:
        license(row, state=code)
    if place is not False:
        offer(row, treatment, location(row, **{"state": state, **(place or {})}), conditions)
    if telehealth:
        offer(row, "integration-therapy", None)
    index(row)
    return row


def index(provider):
    """Rewrite the provider's rows of the search index."""
    rewrite(provider)


# --- Listings -------------------------------------------------------------------------------------


def zip_code(name="78701", *, state="TX", city="Austin", latitude=30.2706, longitude=-97.7426):
    """Add a ZIP code to the gazetteer."""
    return Place.objects.get_or_create(
        kind=Place.Kind.ZIP,
        name=name,
        defaults={
            "folded": name,
            "state": state,
            "city": city,
            "folded_city": city.lower(),
            "slug": name,
            "latitude": latitude,
            "longitude": longitude,
        },
    )[0]


def document(**parts):
    """Return a listing document, as JSON, that may be submitted; each argument replaces values of a part."""
    zip_code()
    expires_on = (timezone.localdate() + timedelta(days=365)).isoformat()
    complete = {
        "you": {"role": "psychiatrist", "legal_name": "Robin Legal", "display_name": "Robin Sample"},
        "licenses": {
            "licenses": [
                {
                    "state": "TX",
                    "type": "MD",
                    "board": "Demonstration board",
                    "number": "DEMO-0001",
                    "expires_on": expires_on,
                }
            ],
            "holds_dea_registration": True,
            "has_malpractice_cover": True,
        },
        "places": {
            "places": [
                {
                    "key": "p1",
                    "street": "1400 Example Street",
                    "city": "Austin",
                    "state": "TX",
                    "zip_code": "78701",
                    "phone": "+15125550143",
                }
            ]
        },
        "care": {
            "offers": [{"treatment": "ketamine-infusion", "where": ["p1"], "conditions": ["depression"]}],
            "own_parts": ["prescribes", "in-the-room", "integrates"],
            "accepting": "yes",
        },
        "cost": {
            "costs": [{"treatment": "ketamine-infusion", "session_low": 400, "sessions": 6}],
            "payment_options": ["self-pay"],
        },
        "about": {"approach": "We talk first. Nothing is given at a first visit."},
        "review": {
            "consents": True,
            "is_accurate": True,
            "follows_conduct": True,
            "text_version": "2026-11",
        },
    }
    return {step: {**values, **parts.get(step, {})} for step, values in complete.items()}


def submission(*, owner=None, submitted=True, **parts):
    """Create a submission with a complete document, waiting for a decision unless `submitted` is False."""
    row = Submission.objects.create(owner=owner or user(), document=document(**parts))
    if submitted:
        submitting.submit(row, by=row.owner)
    return row


def license_facts(row):
    """Fields of Fact for a check of each license of a submission, as an approval asks for them."""
    known = {"kind": Fact.Kind.LICENSE, "basis": Fact.Basis.STAFF, "source_name": "Demonstration board"}
    rows = row.typed.licenses.licenses
    return [{**known, "value": license_value(one.type, one.state, one.number)} for one in rows]


#: What a form of the decision page holds when the license of `document()` was looked up just now.
CHECKED = {"checked": "0", "source-0": "Demonstration board"}


def approve(row, *, by, facts=(), **fields):
    """Approve a submission as a moderator does who has checked each license that nobody checked before."""
    known = {fact["value"] for fact in facts}
    if row.provider_id:
        known |= set(row.provider.facts.values_list("value", flat=True))
    checked = [fact for fact in license_facts(row) if fact["value"] not in known]
    return decisions.approve(row, by=by, facts=[*facts, *checked], **fields)


def agree(row):
    """Tick the boxes of the last step of a submission, which a change of another step has emptied."""
    row.refresh_from_db()
    review = documents.read_part("review", document()["review"])
    row.save_step("review", review, seen=documents.fingerprint(row.typed.review), by=row.owner)


def moderator(**fields):
    """Create a member of staff who may decide."""
    row = user(is_staff=True, **fields)
    row.groups.set(Group.objects.filter(name="moderators"))
    return row


# --- Articles -------------------------------------------------------------------------------------


def editor(group="editors", **fields):
    """Create a member of staff of a group that writes or decides articles."""
    row = user(is_staff=True, **fields)
    row.groups.set(Group.objects.filter(name=group))
    return row


def reference(key="doe2021", **fields):
    """Create a journal article by one invented author."""
    item = {
        "id": key,
        "type": "article-journal",
        "title": "Sleep and mood in adults",
        "container-title": "Journal of Example Psychology",
        "volume": "12",
        "issue": "3",
        "page": "101-115",
        "issued": {"date-parts": [[2021]]},
        "DOI": f"10.5555/{key}",
        "author": [{"family": "Doe", "given": "Jane Q."}],
    }
    return Reference.objects.from_csl(item, **fields)


def article(body="Sleep helps.[@doe2021]", *, published=True, **fields):
    """Create an article; the works it cites must exist."""
    number = next(_numbers)
    defaults = {"slug": f"test-article-{number}", "title": f"Test Article {number}", "deck": "A summary."}
    created = Article(body=body, **{**defaults, **fields})
    publishing.save_article(created)
    if published:
        publishing.publish(created, by=None)
    return created


def review(article, **fields):
    """Record a medical review of what an article says now."""
    row = Review(version=article.versions.first(), **fields)
    publishing.record_review(row)
    return row


def clean_photo(size=(1000, 600)):
    """Return a `decoding.Photo` as it comes out of the reading of an upload."""
    return decoding.read_photo(SimpleUploadedFile("x.jpg", pictures.photo(size=size)))
