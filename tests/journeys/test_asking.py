"""Question and answer at a field, in a browser: from the mail to the field, back to staff, side by side."""

from playwright.sync_api import expect

from listings.models import Submission
from listings.moderation import decisions
from tests import factories
from tests.journeys import listing_pages as pages

QUESTION, ANSWER = "Who sees the children?", "I do, up to twelve."


def test_a_question_at_a_field_is_answered_there_and_read_beside_it(someone, enter, site, has_script):
    row = factories.submission()
    asked = [("care", "ages", QUESTION)]
    decisions.request_changes(row, by=factories.moderator(), reason="", at_fields=asked)
    therapist, staff = someone(width=390), someone()
    enter(therapist, row.owner)
    therapist.goto(row.get_absolute_url())  # as the mail says
    pages.expect_step(therapist, "care")
    box = therapist.get_by_label("Your answer to our staff")
    expect(box).to_be_in_viewport()
    expect(therapist.get_by_role("region", name="A question of our staff")).to_contain_text(QUESTION)
    box.fill(ANSWER)
    pages.save(therapist, "care")
    therapist.goto(f"/listing/{row.pk}/review/")
    pages.fill(therapist, pages.AGREED)
    pages.submit(therapist)
    assert Submission.objects.get().state == Submission.State.SUBMITTED
    enter(staff, factories.moderator())
    staff.goto(f"/admin/listings/submission/{row.pk}/change/")
    line = staff.get_by_role("row").filter(has_text=QUESTION)
    expect(line).to_contain_text(ANSWER)
