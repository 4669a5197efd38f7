"""The mails of the directory, one function each; call them inside the transaction that causes them."""

from django.conf import settings
from django.urls import reverse

from psychly.mail import outbox

INQUIRY, REPORT = "inquiry", "report"


def send_inquiry(inquiry):
    """Hand a visitor's message to each owner of the listing (to staff where a listing has none).

    The Message-ID comes from the form's token: the same form can never make two mails to one of them.
    """
    provider = inquiry.provider
    for number, to in enumerate([owner.email for owner in provider.owners] or [settings.STAFF_EMAIL]):
        outbox.queue(
            INQUIRY,
            to,
            {"inquiry": inquiry, "provider": provider},
            reply_to=inquiry.email,
            message_id=f"inquiry-{inquiry.token}" + (f"-{number}" if number else ""),
        )


def send_report(report):
    """Tell staff that a report waits; what it says stays in admin."""
    page = reverse("admin:providers_problemreport_change", args=[report.pk])
    outbox.queue(
        REPORT,
        settings.STAFF_EMAIL,
        {"report": report, "page": settings.SITE_URL + page},
        message_id=f"report-{report.token}",
    )


def send_undelivered(inquiry):
    """Tell who wrote that the message did not reach the provider."""
    outbox.queue(
        "inquiry_undelivered",
        inquiry.email,
        {"provider": inquiry.provider, "staff_email": settings.STAFF_EMAIL},
        message_id=f"undelivered-{inquiry.token}",
    )
