"""Staff ask at a field, the therapist answers there, staff read both side by side, and nobody else."""

import re

import pytest

from listings.account import deletion, export
from listings.models import Answer, Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from tests import factories

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "Is the Austin site enrolled in the REMS?", "Yes, since May; the letter is on its way."


@pytest.fixture
def asked():
    """A submission that came back with a question at a field, one of its rows, and the whole."""
    row = factories.submission()
    at_fields = [("licenses", "licenses", "Whose is it?"), ("about", "approach", QUESTION)]
    decisions.request_changes(row, by=factories.moderator(), reason="Three things.", at_fields=at_fields)
    return Submission.objects.get(pk=row.pk)


@pytest.fixture
def writer(client, asked):
    client.force_login(asked.owner)
    return client


def page(client, row, step="about"):
    return client.get(f"/listing/{row.pk}/{step}/").content.decode()


def posted(shown, **values):
    """What a browser posts of the form that a page shows."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', shown)
    found += re.findall(r'<textarea name="([\w-]+)"[^>]*>\s*(.*?)</textarea>', shown, re.S)
    return {**dict(found), "action": "continue", **values}


def form(shown):
    """The form of a step, without the page around it."""
    return shown[shown.index('id="step"') :]


def box(shown, text):
    """The name of the box in which a question is answered."""
    place = shown.index(f"<p>{text}</p>", shown.index('id="step"'))
    return re.search(r'name="(answer-\d+)"', shown[place:])[1]


def answer(client, row, text=ANSWER, question=QUESTION, step="about"):
    shown = page(client, row, step)
    return client.post(f"/listing/{row.pk}/{step}/", posted(shown, **{box(shown, question): text}))


def test_the_address_of_the_mail_opens_the_step_at_the_first_question_without_an_answer(writer, asked):
    first = writer.get(asked.get_absolute_url())["Location"]
    assert re.fullmatch(rf"/listing/{asked.pk}/licenses/#question-\d+", first)
    answer(writer, asked, "Mine.", "Whose is it?", "licenses")
    second = writer.get(asked.get_absolute_url())["Location"]
    assert re.fullmatch(rf"/listing/{asked.pk}/about/#question-\d+", second)
    assert f'id="{second.rpartition("#")[2]}"' in page(writer, asked)


def test_question_and_answer_stand_side_by_side_when_it_was_sent_again(writer, asked, client):
    answer(writer, asked)
    shown = page(writer, asked, "review")
    agreed = dict.fromkeys(("consents", "is_accurate", "follows_conduct"), "on")
    writer.post(f"/listing/{asked.pk}/review/", posted(shown, **agreed))
    asked.refresh_from_db()
    assert asked.state == Submission.State.SUBMITTED
    factories.enter_desk(client, factories.moderator())
    desk = client.get(f"/admin/listings/submission/{asked.pk}/change/").content.decode()
    (line,) = [found for found in re.findall(r"<tr>.*?</tr>", desk, re.S) if QUESTION in found]
    assert ANSWER in line
    assert "My approach" in line
    (other,) = [found for found in re.findall(r"<tr>.*?</tr>", desk, re.S) if "Whose is it?" in found]
    assert "No answer in words." in other


def test_an_answer_is_kept_while_it_is_written_and_the_next_save_changes_it(writer, asked):
    shown = page(writer, asked)
    name = box(shown, QUESTION)
    kept = writer.post(f"/listing/{asked.pk}/about/", posted(shown, action="keep", **{name: "Yes"}))
    now = re.search(rf'name="{name.replace("answer", "answered")}" value="(\w+)"', kept.content.decode())[1]
    typed = posted(shown, **{name: ANSWER, name.replace("answer", "answered"): now})
    writer.post(f"/listing/{asked.pk}/about/", typed)
    assert Answer.objects.get().text == ANSWER
    assert ANSWER in page(writer, asked)


def test_a_long_answer_is_kept_whole_and_one_that_is_cut_says_so(writer, asked):
    answer(writer, asked, "a" * 6000)
    assert Answer.objects.get().text == "a" * 6000
    answer(writer, asked, "b" * 20_000)
    assert len(Answer.objects.get().text) == 16_000
    assert "only its beginning was kept" in writer.get("/listing/").content.decode()


def test_two_windows_lose_no_answer_and_an_untouched_one_takes_none_away(writer, asked):
    first, second = page(writer, asked), page(writer, asked)
    name = box(first, QUESTION)
    address = f"/listing/{asked.pk}/about/"
    writer.post(address, posted(first, **{name: "Since May."}))
    writer.post(address, posted(second))
    assert Answer.objects.get().text == "Since May."
    writer.post(address, posted(second, **{name: "The letter follows."}))
    assert Answer.objects.get().text == "Since May.\n\nThe letter follows."


def test_an_answer_can_be_emptied_again(writer, asked):
    answer(writer, asked)
    answer(writer, asked, "")
    assert not Answer.objects.exists()


def test_the_question_to_the_whole_listing_is_answered_on_any_step(writer, asked):
    answer(writer, asked, "All three are done.", "Three things.", "cost")
    assert "All three are done." in page(writer, asked, "places")


def test_nothing_is_answered_after_it_was_sent_and_what_was_typed_stays_on_the_page(writer, asked):
    shown = page(writer, asked)
    submitting.submit(asked, by=asked.owner)
    late = writer.post(f"/listing/{asked.pk}/about/", posted(shown, **{box(shown, QUESTION): ANSWER}))
    assert not Answer.objects.exists()
    assert ANSWER in late.content.decode()


def test_a_stranger_answers_nothing(writer, asked, client):
    shown = page(writer, asked)
    client.force_login(factories.user())
    late = client.post(f"/listing/{asked.pk}/about/", posted(shown, **{box(shown, QUESTION): ANSWER}))
    assert late.status_code == 404
    assert not Answer.objects.exists()


def test_answers_are_exported_and_go_with_the_account(writer, asked):
    answer(writer, asked)
    (mine,) = export.belongings_of(asked.owner)["submissions"]
    assert mine["answers_to_staff"][0]["text"] == ANSWER
    deletion.leave(asked.owner)
    assert not Answer.objects.exists()


# --- Consents -----------------------------------------------------------------------------------------


def test_consents_are_asked_again_for_a_changed_text_and_stay_for_the_same(writer, asked):
    shown = page(writer, asked)
    assert " checked" in form(page(writer, asked, "review"))
    writer.post(f"/listing/{asked.pk}/about/", posted(shown))
    assert " checked" in form(page(writer, asked, "review"))
    writer.post(f"/listing/{asked.pk}/about/", posted(shown, approach="We listen first."))
    review = page(writer, asked, "review")
    assert 'name="consents"' in review
    assert " checked" not in form(review)
    asked.refresh_from_db()
    assert {p.path for p in asked.problems() if p.stops} == {"consents", "is_accurate", "follows_conduct"}


def test_consents_are_asked_again_when_their_own_texts_have_changed(writer, asked, monkeypatch):
    monkeypatch.setattr(documents, "TEXT_VERSION", "2027-01")
    assert " checked" not in form(page(writer, asked, "review"))
