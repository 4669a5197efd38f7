"""Everything that is kept about a therapist, as one ZIP: a JSON file and the photos.

Not in it: reports of others about the listing and staff's private notes, which would name other people, and
the text of patients' messages, which is erased within 30 days; of those, when each came.
"""

import json
import zipfile
from tempfile import SpooledTemporaryFile

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from listings.models import Decision, InstantChange, OwnerChange, RegistryLookup, Submission
from providers.document.schema import read_document
from providers.models import Inquiry, Membership, Photo, Provider
from providers.profile import clinicians, ledger
from psychly.models import OutgoingMail

IN_MEMORY = 5_000_000  # bytes of the ZIP that are held in memory; the rest goes to a temporary file


def pack_belongings(user):
    """Return an open file that holds the ZIP, at its beginning."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(belongings_of(user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        packed.writestr("your-data.json", text)
        for photo in Photo.objects.filter(by=user):
            if default_storage.exists(photo.path()):
                with default_storage.open(photo.path()) as picture:
                    packed.writestr(f"photos/{photo.file_name()}", picture.read())
    file.seek(0)
    return file


def belongings_of(user):
    """Return everything in the JSON file."""
    lookup = RegistryLookup.objects.filter(owner=user).first()
    return {
        "account": {
            "email": user.email,
            "joined_at": user.date_joined,
            "last_signed_in_at": user.last_login,
            "addresses": list(user.emailaddress_set.values("email", "verified", "primary")),
            "former_addresses": list(user.addresschange_set.values("former", "changed_at", "undone_at")),
            "signed_in": list(user.opensession_set.values("started_at", "browser", "system")),
        },
        "listings": [_listing(row, user) for row in Provider.objects.written_by(user)],
        "submissions": [_submission(row) for row in Submission.objects.written_by(user)],
        "claims": list(
            user.claims.values("provider__display_name", "statement", "at", "decided_at", "verdict", "reason")
        ),
        "registry_lookup": lookup
        and {"npi": lookup.npi, "state": lookup.state, "record": lookup.record, "asked_at": lookup.asked_at},
        "photos": list(
            Photo.objects.filter(by=user).values("id", "width", "height", "is_public", "created_at")
        ),
        "emails_sent_to_you": list(
            OutgoingMail.objects.filter(to=user.email).values("kind", "subject", "created_at", "sent_at")
        ),
    }


def _listing(provider, user):
    mine = provider.collaborators.get(user=user)
    return {
        "address": provider.get_absolute_url(),
        "you_are": mine.role,
        "since": mine.since,
        "says": provider.document,
        "people": _people(provider.document),
        "memberships": [
            {
                "practice": row.practice.get_absolute_url(),
                "clinician": row.clinician.get_absolute_url(),
                "asked_at": row.asked_at,
                "agreed_at": row.agreed_at,
            }
            for row in Membership.objects.of(provider)
        ],
        "published_at": provider.published_at,
        "hidden_by_you_at": provider.hidden_by_owner_at,
        "removed_by_staff_at": provider.removed_at,
        "reason_for_removal": provider.removal_reason,
        "last_confirmed_on": provider.confirmed_on,
        "version": provider.version,
        "checked_facts": list(
            provider.facts.values(
                "kind", "value", "basis", "source_name", "source_url", "checked_at", "expires_on"
            )
        ),
        "your_changes": list(
            OwnerChange.objects.filter(provider=provider, by=user).values("what", "version", "at")
        ),
        "small_facts_changed": list(InstantChange.objects.filter(provider=provider).values("rows", "at")),
        "decisions": _decisions(Decision.objects.filter(provider=provider)),
        "messages_received_at": list(
            Inquiry.objects.filter(provider=provider).values_list("created_at", flat=True)
        ),
    }


def _submission(submission):
    return {
        "state": submission.state,
        "says": submission.document,
        "people": _people(submission.document),
        "started_at": submission.created_at,
        "saved_at": submission.saved_at,
        "submitted_at": submission.submitted_at,
        "decided_at": submission.decided_at,
        "is_edit_of": submission.provider and submission.provider.get_absolute_url(),
        "checks": list(submission.checks.values("kind", "outcome", "detail", "at")),
        "decisions": _decisions(submission.decisions.all()),
        "answers_to_staff": list(submission.answers.values("question__text", "text", "at")),
    }


def _people(document):
    """Who takes part by name, where the document has keys: their parts, places and licenses."""
    said = read_document(document)
    found = [
        {
            "name": person.full_name,
            "parts": person.parts,
            "works_in": [place.name or place.city for place in person.places],
            "licenses": [_license(row) for row in person.licenses],
            "license_in_words": person.words,
        }
        for person in clinicians.clinicians(said)
    ]
    return {
        "who_takes_part": found,
        "licenses_of_the_organization": [_license(row) for row in clinicians.held_by_organization(said)],
        "licenses_without_holder": [_license(row) for row in clinicians.without_holder(said)],
    }


def _license(row):
    associate = ledger.associate_words(row)
    return associate or ledger.license_words(row.type, row.state, row.number, row.title)


def _decisions(rows):
    return list(rows.values("verdict", "reason", "at", "document_sha256"))
