"""A moderator's work in a browser: enrol, decide, be refused, reverse; by keyboard alone, too."""

import re
import time
import uuid

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from listings.models import Decision, Exclusion, ExclusionList, Reason, Submission
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import ProblemReport, Provider
from tests import factories
from tests.journeys.conftest import WAYS, check_licenses, set_up_app, type_app_code
from tests.listings.test_verbs import edited
from tests.mailbox import mail_to, make_held_decisions

QUEUE = "/admin/listings/submission/"
NAME, REASON = "Robin Placeholder", "Please add the board that issued the license."


@pytest.fixture
def colleagues(settings):
    """The addresses of two moderators who never signed in before."""
    settings.STAFF_SECOND_FACTOR = True
    addresses = ["ann@staff.example", "bo@staff.example"]
    for address in addresses:
        user = factories.moderator(email=address)
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return addresses


@pytest.fixture
def waiting():
    """A submission that waits for a decision."""
    return factories.submission(you={"display_name": NAME})


def enrol(page, sign_in, address):
    """Sign in for the first time: a code, an app, and the app's code once more; return the app's secret."""
    sign_in(page, address, f"/accounts/login/?next={QUEUE}")
    secret = set_up_app(page)
    page.goto(QUEUE)
    expect(page.locator("#content h1")).to_have_text("Queue")
    return secret


def open_page(page, name=NAME, query=""):
    """Open a submission from the queue."""
    page.goto(QUEUE + query)
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.locator("#content h1")).to_have_text(name)


def send_again(row):
    """The therapist answers the request and submits once more."""
    about = documents.read_part("about", {"approach": "We listen first. Nothing is given at a first visit."})
    row.refresh_from_db()
    row.save_step("about", about, seen=documents.fingerprint(row.typed.about), by=row.owner)
    factories.agree(row)
    submitting.submit(row, by=row.owner)


def made(page, title, name=NAME):
    """See that it is held, and let its moment come."""
    expect(page.locator(".held")).to_contain_text(f"{title}: {name}")
    make_held_decisions()


def message(page):
    """What the page says after a press."""
    return page.locator(".messagelist")


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_moderators_enrol_decide_and_reverse(someone, sign_in, has_script, colleagues, waiting):
    first, second, stranger = someone(), someone(width=390), someone()
    for page, address in zip((first, second), colleagues, strict=True):
        enrol(page, sign_in, address)
    open_page(first)
    first.get_by_role("button", name="Hold it").click()
    expect(first.locator(".deciding")).to_contain_text("You hold this")
    open_page(second)
    expect(second.locator("#content")).to_contain_text(f"{colleagues[0]} has this open")
    _request_changes(first)
    assert REASON in mail_to(waiting.owner.email)[-1].body
    send_again(waiting)
    second.get_by_role("button", name="Approve and publish").click()  # as it was opened before
    expect(message(second)).to_contain_text("This changed since you opened it")
    assert not Provider.objects.exists()
    public = _approve(first, stranger)
    _reverse(second)
    assert stranger.request.get(public).status == 404


def _request_changes(page):
    page.get_by_role("button", name="Request changes …").click()
    page.get_by_role("button", name="Send, and do it").click()
    expect(page.locator("#reason-error")).to_contain_text("Enter a reason")
    page.get_by_label("Reason", exact=True).fill(REASON)
    page.get_by_role("button", name="Show the mail again").and_(page.locator(".buttons button")).click()
    expect(page.locator("#content")).to_contain_text("The owner gets this mail")
    expect(page.locator("#content")).to_contain_text(REASON)
    page.get_by_role("button", name="Send, and do it").click()
    made(page, "Request changes")


def _approve(page, stranger):
    """Approve what was sent again, one check named; return the public address."""
    open_page(page)
    expect(page.locator("#content")).to_contain_text("Changed since it was sent back")
    expect(page.locator("ins").first).to_contain_text("listen")
    license = page.get_by_role("checkbox", name=re.compile("License"))
    license.check()
    expect(page.get_by_label("Source").first).not_to_have_value("")  # the board of the license's state
    page.get_by_label("Source").first.fill("")
    page.get_by_role("button", name="Approve and publish").click()
    expect(message(page)).to_contain_text("Name the source of the check you ticked")
    expect(license).to_be_checked()
    page.get_by_label("Source").first.fill("Texas Medical Board")
    page.get_by_role("button", name="Approve and publish").click()
    made(page, "Approve and publish")
    address = Provider.objects.get().get_absolute_url()
    stranger.goto(address)
    expect(stranger.locator("h1")).to_contain_text(NAME)
    expect(stranger.locator("main")).to_contain_text("Texas Medical Board")
    return address


def _reverse(page):
    open_page(page, query="?state=approved")
    page.get_by_label("Reason").fill("The license was suspended.")
    page.get_by_role("button", name="Reverse the decision …").click()
    expect(page.locator("#content")).to_contain_text("The owner gets this mail")
    page.get_by_role("button", name="Send, and do it").click()
    made(page, "Reverse the decision")


@pytest.fixture
def desk(someone, enter_desk):
    """The page of a moderator at the queue."""
    user = factories.moderator(email="ann@staff.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = someone()
    enter_desk(page, user.email)
    page.goto(QUEUE)
    expect(page.locator("#content h1")).to_have_text("Queue")
    return page


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_several_are_declined_after_they_were_shown_once_more(desk, has_script):
    rows = [factories.submission(you={"display_name": f"Robin Number {n}"}) for n in range(3)]
    desk.goto(QUEUE)
    for row in rows[:2]:
        desk.locator(f"input.action-select[value='{row.pk}']").check()
    desk.locator("select[name=action]").first.select_option(label="Decline …")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).first.click()
    expect(desk.locator("#content")).to_contain_text("2 submissions are decided on")
    expect(desk.locator("#content")).not_to_contain_text("Robin Number 2")
    desk.get_by_label("Reason", exact=True).fill("No license was found.")
    desk.get_by_role("button", name="Show each mail").click()
    expect(desk.locator(".letter")).to_have_count(2)
    desk.get_by_role("button", name="Send, and do it").click()
    expect(desk.locator(".held")).to_contain_text("Decline: Robin Number 0, Robin Number 1")
    make_held_decisions()
    states = Submission.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["declined", "declined", "submitted"]


@pytest.mark.production
def test_several_wait_for_the_app_when_its_code_is_long_ago(
    someone, sign_in, colleagues, waiting, monkeypatch
):
    page, now = someone(), time.time
    secret = enrol(page, sign_in, colleagues[0])
    monkeypatch.setattr(time, "time", lambda: now() + 600)
    page.goto(QUEUE)
    page.locator(f"input.action-select[value='{waiting.pk}']").check()
    page.locator("select[name=action]").first.select_option(label="Mark as spam …")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.click()
    page.get_by_role("button", name="Do it").click()
    expect(page).to_have_url(re.compile("/accounts/2fa/reauthenticate/"))
    type_app_code(page, secret)
    made(page, "Mark as spam")
    waiting.refresh_from_db()
    assert waiting.state == "spam"


def test_a_ready_made_reason_is_sent_with_script_and_without(desk, has_script, waiting):
    ready = Reason.objects.create(title="Not on the list", text="The board does not list this license.")
    open_page(desk)
    desk.get_by_role("button", name="Decline …").click()
    desk.get_by_label("Ready-made reason").select_option(label=ready.title)
    if has_script:
        expect(desk.get_by_label("Reason", exact=True)).to_have_value(ready.text)
    desk.get_by_role("button", name="Send, and do it").click()
    made(desk, "Decline")
    assert waiting.decisions.get().reason == ready.text


def tab_to(page, target):
    """Press Tab until this is in focus, and see that the focus shows."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            style = "const s = getComputedStyle(e); return s.outlineStyle != 'none' || s.boxShadow != 'none'"
            assert target.evaluate(f"e => {{ {style} }}"), "the focus does not show"
            return
    raise AssertionError(f"not reached by keyboard: {target}")


def test_a_moderator_works_by_keyboard_alone(desk, has_script, waiting):
    desk.goto(QUEUE)
    tab_to(desk, desk.get_by_role("link", name=NAME))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("button", name="Hold it"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".deciding")).to_contain_text("You hold this")
    tab_to(desk, desk.get_by_label("Reason or note"))
    desk.keyboard.type(REASON)
    tab_to(desk, desk.get_by_role("button", name="Request changes …"))
    desk.keyboard.press("Space")
    expect(desk.locator("#content")).to_contain_text("The owner gets this mail")
    tab_to(desk, desk.get_by_role("button", name="Send, and do it"))
    desk.keyboard.press("Enter")
    made(desk, "Request changes")
    send_again(waiting)
    desk.goto(QUEUE)
    tab_to(desk, desk.get_by_role("link", name=NAME))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("checkbox", name=re.compile("License")))
    desk.keyboard.press("Space")
    tab_to(desk, desk.get_by_role("button", name="Approve and publish"))
    desk.keyboard.press("Enter")
    made(desk, "Approve and publish")
    assert Provider.objects.get().is_public


def test_one_key_each_decides_moves_and_lists_the_keys(desk):
    rows = [factories.submission(you={"display_name": f"Robin Number {n}"}) for n in range(4)]
    heading = desk.locator("#content h1")
    open_page(desk, "Robin Number 0")
    desk.keyboard.press("j")
    expect(heading).to_have_text("Robin Number 1")
    desk.keyboard.press("k")
    expect(heading).to_have_text("Robin Number 0")
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_contain_text("request changes")
    check_licenses(desk)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("a")
    expect(desk.locator(".held")).to_contain_text("Approve and publish: Robin Number 0")
    expect(heading).to_have_text("Robin Number 1")
    desk.keyboard.press("r")
    expect(desk.get_by_label("Reason", exact=True)).to_be_focused()
    desk.keyboard.type("Say more, and add a board")  # letters in a field press nothing
    tab_to(desk, desk.get_by_role("button", name="Send, and do it"))
    desk.keyboard.press("Enter")
    expect(heading).to_have_text("Robin Number 2")
    desk.keyboard.press("s")
    tab_to(desk, desk.get_by_role("button", name="Do it"))
    desk.keyboard.press("Enter")
    expect(heading).to_have_text("Robin Number 3")
    desk.keyboard.press("d")
    desk.keyboard.type("as")  # before the page that asks is there: these press nothing
    expect(desk.get_by_label("Reason", exact=True)).to_be_focused()
    desk.get_by_label("Reason", exact=True).fill("No license was found.")
    tab_to(desk, desk.get_by_role("button", name="Send, and do it"))
    desk.keyboard.press("Enter")
    expect(heading).to_have_text("Queue")
    make_held_decisions()
    states = Submission.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["approved", "changes-requested", "spam", "declined"]
    assert rows[1].decisions.get().reason == "Say more, and add a board"


def test_keys_that_were_turned_off_press_nothing(desk, waiting):
    open_page(desk)
    desk.locator("#keys summary").click()
    desk.get_by_label("Keys are on").uncheck()
    desk.reload()
    desk.keyboard.press("s")
    expect(desk.locator("#content h1")).to_have_text(NAME)
    expect(desk.get_by_label("Keys are on")).not_to_be_checked()


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_enter_note_and_hold_keep_what_was_typed_and_a_decision_is_taken_back(
    someone, sign_in, has_script, colleagues, waiting
):
    page = someone()
    enrol(page, sign_in, colleagues[0])
    open_page(page)
    page.get_by_label("Reason or note").fill("Looked well.")
    page.get_by_role("checkbox", name=re.compile("License")).check()
    page.get_by_label("Source").first.fill("Texas Medical Board")
    page.keyboard.press("Enter")
    expect(message(page)).to_contain_text("Nothing was decided")
    page.get_by_role("button", name="Hold it").click()
    expect(page.locator(".deciding")).to_contain_text("You hold this")
    page.get_by_label("Private note (staff only)").fill("Called the board.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".deciding")).to_contain_text("Called the board.")
    for _ in range(2):
        expect(page.get_by_label("Reason or note")).to_have_value("Looked well.")
        expect(page.get_by_role("checkbox", name=re.compile("License"))).to_be_checked()
        expect(page.get_by_label("Source").first).to_have_value("Texas Medical Board")
        page.get_by_role("button", name="Approve and publish").click()
        expect(page.locator(".held")).to_contain_text("nothing is public, recorded or sent till then")
        page.get_by_role("button", name="Take it back").click()
        expect(message(page)).to_contain_text("Nothing was decided")
    make_held_decisions()
    assert not Provider.objects.exists()


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_a_report_leads_to_a_correction_and_to_an_answer(someone, sign_in, has_script, colleagues):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    what = {"kind": "out-of-date", "message": "The phone is disconnected.", "email": "pat@mail.example"}
    report = ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), **what)
    page = someone()
    enrol(page, sign_in, colleagues[0])
    page.get_by_role("link", name=str(provider)).click()
    page.get_by_label("What you found and did").fill("Half a sentence")
    page.get_by_label("What is to be corrected").fill("Your phone is disconnected.")
    page.get_by_role("button", name="Ask the owner …").click()
    expect(page.locator(".deciding")).to_contain_text("Your phone is disconnected.")
    page.get_by_role("button", name="Send it").click()
    expect(message(page)).to_contain_text("The owner was asked to correct it.")
    assert "Your phone is disconnected." in mail_to(provider.owners[0].email)[-1].body
    edited(provider, about={"approach": "We listen first. Nothing is given at a first visit."})
    page.reload()
    expect(page.locator(".papers")).to_contain_text("The owner has changed the listing since.")
    page.get_by_label("Answer", exact=True).fill("Thank you, it is corrected.")
    page.get_by_role("button", name="Answer …").click()
    page.get_by_role("button", name="Send it").click()
    expect(message(page)).to_contain_text("The answer is on its way.")
    assert "Thank you, it is corrected." in mail_to("pat@mail.example")[-1].body
    page.get_by_label("What you found and did").fill("Corrected by the owner.")
    page.get_by_role("button", name="Close the report").click()
    expect(message(page)).to_contain_text("The report is dealt with.")
    report.refresh_from_db()
    assert report.finding == "Corrected by the owner."


@pytest.mark.parametrize("has_script", WAYS, indirect=True)
def test_a_namesake_on_the_exclusion_list_is_not_approved_without_a_word(
    someone, sign_in, has_script, colleagues
):
    name = {"name": "VERA EXAMPLEMAN", "surname": "exampleman", "given_name": "vera"}
    ExclusionList.objects.create(file_sha256="x", rows=1)
    Exclusion.objects.create(
        row_sha256="x", **name, general="INDIVIDUAL", specialty="PSYCHIATRY", city="AUSTIN", state="TX",
        basis="1128a1", excluded_on="2020-01-20",
    )  # fmt: skip
    factories.submission(you={"display_name": "Vera Exampleman", "legal_name": "Vera Exampleman"})
    page = someone()
    enrol(page, sign_in, colleagues[0])
    open_page(page, "Vera Exampleman")
    expect(page.locator(".eyes li").first).to_contain_text("alarm", ignore_case=True)
    page.get_by_label("Reason or note").fill("Looked well.")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator("#alarm-error")).to_contain_text("Say in words what came of comparing")
    expect(page.get_by_label("Reason or note")).to_have_value("Looked well.")
    make_held_decisions()
    assert not Provider.objects.exists()
    page.get_by_label("What came of comparing").fill("Another year of birth: asked by phone.")
    check_licenses(page)
    page.get_by_role("button", name="Approve and publish").click()
    made(page, "Approve and publish", "Vera Exampleman")
    assert Decision.objects.get().acknowledgement == "Another year of birth: asked by phone."
