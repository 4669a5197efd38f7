"""What a submission is known by besides its owner: numbers, telephones, a website; for memory and search."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.states import USState


class Key(models.TextChoices):
    """Which kind of key."""

    NPI = "npi", _("NPI")
    LICENSE = "license", _("license number")
    PHONE = "phone", _("telephone")
    WEBSITE = "website", _("website")


def keys_of(document):
    """Return the (Key, value) pairs of a document, as JSON, each once.

    Values are plain: a license is its state and number in capitals without separators, a telephone its last
    ten digits, a website its host and path.
    """
    found = [(Key.NPI, re.sub(r"\D", "", str(document.get("you", {}).get("npi", ""))))]
    for row in document.get("licenses", {}).get("licenses", []):
        number = plain_number(row.get("number", ""))
        found.append((Key.LICENSE, f"{row.get('state', '')} {number}" if number else ""))
    for row in document.get("places", {}).get("places", []):
        found.append((Key.PHONE, plain_phone(row.get("phone", ""))))
    found.append((Key.PHONE, plain_phone(document.get("places", {}).get("telehealth_phone", ""))))
    found.append((Key.WEBSITE, plain_website(document.get("about", {}).get("website", ""))))
    return [(kind, value[:120]) for kind, value in dict.fromkeys(found) if value]


def plain_number(text):
    """Return a license number in capitals, without what separates its parts."""
    return re.sub(r"[\W_]", "", str(text)).upper()


def plain_phone(text):
    """Return the last ten digits of a telephone number without its extension, "" when there are fewer."""
    digits = re.sub(r"\D", "", str(text).partition(";")[0])[-10:]
    return digits if len(digits) == 10 else ""


def plain_website(text):
    """Return host and path of an address, without "www." and a slash at the end."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", str(text).strip().lower()).rstrip("/")


class SubmissionKeyQuerySet(models.QuerySet):
    """Keys of submissions."""

    def remember(self, submission):
        """Keep what a submission is known by, as it says now."""
        self.filter(submission=submission).delete()
        self.bulk_create(
            self.model(submission=submission, kind=kind, value=value)
            for kind, value in keys_of(submission.document)
        )

    def like(self, text):
        """Keys that somebody may mean who tells one: a number with or without its state, a telephone."""
        text = text.replace("\0", "")[:200]
        number, phone = plain_number(text), plain_phone(text)
        licenses = {f"{state} {number}" for state in USState.values}
        licenses.add(f"{number[:2]} {number[2:]}")
        found = models.Q(kind=Key.LICENSE, value__in=licenses) | models.Q(kind=Key.NPI, value=number)
        found |= models.Q(kind=Key.WEBSITE, value=plain_website(text))
        if phone:
            found |= models.Q(kind=Key.PHONE, value=phone)
        return self.filter(found)


class SubmissionKey(models.Model):
    """One number, telephone or website that a submission named when it was sent."""

    submission = models.ForeignKey("listings.Submission", models.CASCADE, related_name="keys")
    kind = models.CharField(_("kind"), max_length=10, choices=Key)
    value = models.CharField(_("value"), max_length=120)

    objects = SubmissionKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a submission")
        verbose_name_plural = _("keys of submissions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["value", "kind"], name="submission_known_by")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"
