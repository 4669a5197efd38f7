"""Business days are what people in the United States count as such."""

from datetime import UTC, date, datetime, timedelta

import pytest

from listings.moderation import business_days


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-20", "2026-11-25"),
        ("2026-11-24", "2026-11-30"),  # Thanksgiving
        ("2026-07-01", "2026-07-07"),  # July 4 is a Saturday: observed on Friday
        ("2026-12-23", "2026-12-29"),  # Christmas
        ("2027-12-29", "2028-01-04"),  # New Year 2028 is a Saturday, observed in the year before
    ],
)
def test_federal_holidays_are_no_business_days(sent, due):
    since = datetime.combine(date.fromisoformat(sent), datetime.min.time(), UTC) + timedelta(hours=12)
    assert business_days.due_on(since) == date.fromisoformat(due)


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_what_is_late_is_what_was_due_before_today(days):
    today = date(2026, 1, 1) + timedelta(days=days)
    before = business_days.late_before(today)
    assert business_days.due_on(before - timedelta(seconds=1)) < today <= business_days.due_on(before)
