"""Random people do random things to listings, in random order, at the doors that people use.

After every step what is stored is compared with an independent account (`listings_on_paper`), and every
public output is read as a stranger reads it (`strangers`): each text that was ever typed is a word of its
own, so that one which nobody approved is known wherever it stands. `DEEP=300` looks for longer.
"""

import logging
import os
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from listings.models import Submission
from listings.moderation.views import shown_with
from listings.publishing import confirmation
from listings.steps.step import Step
from providers.document import schema as documents
from providers.models import Photo, Provider
from providers.photos.tasks import make_sizes
from psychly.models import OutgoingMail, User
from tests import factories, pictures
from tests.listings.listings_on_paper import EDITABLE, FIELDS, FINAL, OPEN, Paper, Refused
from tests.listings.stage import MODERATORS, Stage

DEEP = int(os.environ.get("DEEP", 0))  # how many runs, longer ones, each time other ones
OWNERS = ["robin", "alex", "bo"]
REFUSALS = ["request_changes", "decline", "spam"]
PICTURE = pictures.photo(size=(320, 320))
SPANS = [timedelta(minutes=19), timedelta(minutes=21), *(timedelta(days=n) for n in (2, 91, 121))]
REVIEW = {"consents": "on", "is_accurate": "on", "follows_conduct": "on"}
TEXTS = sorted(set(FIELDS) - {"photo_alt"})  # those words are sent with the photo

owners, moderators, number = st.sampled_from(OWNERS), st.sampled_from(MODERATORS), st.integers(0, 11)


class Listings(Stage):
    """Owners, moderators, strangers and the clock."""

    # --- Therapists ---------------------------------------------------------------------------------

    @initialize()
    def a_listing_waits(self):
        """Begin with a public listing whose edit waits, one that was declined, and one to decide on."""
        decides = next(name for name in MODERATORS if name not in OWNERS)
        for verb, *arguments in (
            ("write", "alex", "approach"), ("submit", "alex"), ("approve", decides, 0),
            ("act", "alex", 0, "edit"), ("write", "alex", "approach"), ("submit", "alex"),
            ("write", "robin", "about"), ("submit", "robin"), ("refuse", decides, 1, "decline"),
            ("write", "robin", "approach"), ("submit", "robin"),
        ):  # fmt: skip
            getattr(self, verb)(*arguments)
            self.every_change_of_state_is_lawful()

    def chosen(self, owner, which):
        """One of the papers that an owner has open, or None: the new listing that may be begun."""
        papers = self.world.open_of(owner) + [None] * (self.world.new_listing(owner) is None)
        return papers[which % len(papers)]

    def row_of(self, owner, paper):
        """What is stored of a paper, or what the page of a new listing begins with."""
        if paper:
            return Submission.objects.get(pk=paper.pk)
        return Submission.objects.new_listing_of(self.people[owner])

    @rule(owner=owners, name=st.sampled_from(TEXTS), which=number)
    def write(self, owner, name, which=0):
        """Write in one field; a first draft that is empty is written whole."""
        paper = self.chosen(owner, which)
        self.verb = "" if paper and paper.state not in EDITABLE else "write"
        texts = dict(paper.texts) if paper else {}
        if not texts:
            for step in documents.STEPS[:-1]:
                names = {n for n in TEXTS if FIELDS[n][0] == step}
                texts |= self.save(owner, paper, step, names, self.blank)
        texts |= self.save(owner, paper, FIELDS[name][0], {name})
        if self.verb:
            (paper or self.paper_of(owner)).texts = texts

    def save(self, owner, paper, step, names, document=None):
        """Post a step of a document, or of what is stored, with new words in these fields; return them."""
        stored = self.row_of(owner, paper).typed
        words = {name: self.word() for name in sorted(names - {"photo"})}
        data = {**dict(Step.stored(step, document or stored).data.lists()), **words}
        if "safety-screening_detail" in words:
            data["safety-screening"] = "yes"
        if "photo" in names:
            words["photo_alt"] = data["photo_alt"] = self.word()
            data["photo-file"] = SimpleUploadedFile("x.jpg", PICTURE)
        data |= {"seen": documents.fingerprint(getattr(stored, step)), "action": "later"}
        before = set(Photo.objects.values_list("pk", flat=True))
        answer = self.at(owner).post(f"{self.address(paper)}{step}/", data)
        assert answer.status_code == (302 if self.verb else 200), answer.content.decode()
        for photo in Photo.objects.exclude(pk__in=before):
            make_sizes.func(str(photo.pk))
            words["photo"] = str(photo.pk)
        return words

    def address(self, paper):
        """Where the steps of a paper are."""
        return f"/listing/{paper.pk}/" if paper else "/get-listed/"

    def paper_of(self, owner, texts=()):
        """The new listing of an owner, on paper; new when the step began it."""
        if paper := self.world.new_listing(owner):
            return paper
        row = Submission.objects.filter(owner=self.people[owner]).latest("pk")
        self.world.papers.append(Paper(row.pk, owner, dict(texts)))
        return self.world.papers[-1]

    @rule(owner=owners, which=number)
    def submit(self, owner, which=0):
        """Agree to everything and send it."""
        paper = self.chosen(owner, which)
        stored = self.row_of(owner, paper).typed
        data = {**REVIEW, "seen": documents.fingerprint(stored.review), "action": "continue"}
        self.at(owner).post(f"{self.address(paper)}review/", data)
        self.verb = "submit"
        paper = paper or self.paper_of(owner)
        if paper.texts:  # an empty draft only keeps what was agreed to
            self.expect("submit", self.world.submit, paper, self.now)

    @rule(owner=owners, which=number)
    def withdraw(self, owner, which):
        """Take back what is open, or discard it."""
        paper = self.chosen(owner, which)
        self.verb = "withdraw" if paper else ""
        if paper:
            self.at(owner).post(f"/listing/{paper.pk}/withdraw/")
            self.world.withdraw(paper)

    @rule(owner=owners, which=number)
    def begin_again(self, owner, which):
        """Write one again that came to nothing; not while another new listing is open."""
        self.verb, ended = "", self.world.ended(owner)
        if ended:
            paper = ended[which % len(ended)]
            self.at(owner).post(f"/listing/{paper.pk}/again/")
            if self.world.new_listing(owner) is None:
                self.verb = "write"
                self.paper_of(owner, paper.texts)
                paper.is_begun_again = True

    @precondition(lambda self: self.world.listings)
    @rule(owner=owners, which=number, act=st.sampled_from(["edit", "edit", "hide", "show", "confirm"]))
    def act(self, owner, which, act):
        """Press a button beside a listing; beside the listing of somebody else it is not there."""
        listing = self.world.listings[which % len(self.world.listings)]
        row = Provider.objects.get(pk=listing.pk)
        answer = self.at(owner).post(f"/listing/{act}/", {"provider": row.slug})
        self.verb = "begin an edit" if act == "edit" else ""
        if listing.owner != owner:
            assert answer.status_code == 404
            self.verb = ""
        elif act == "edit":
            self.begin_edit(listing)
        elif act == "confirm" or listing.is_hidden == (act == "show"):
            self.world.owner_changes.append(
                (listing.pk, {"hide": "hidden", "show": "shown"}.get(act, act + "ed"))
            )
            listing.is_hidden = {"hide": True, "show": False}.get(act, listing.is_hidden)
            listing.confirmed_on = self.now.date() if act == "confirm" else listing.confirmed_on

    def begin_edit(self, listing):
        """Begin an edit on paper, unless one is open."""
        if any(p.listing is listing and p.state in OPEN for p in self.world.papers):
            self.verb = ""
            return
        pk = Submission.objects.filter(provider=listing.pk).latest("pk").pk
        texts = dict(listing.texts)
        self.world.papers.append(Paper(pk, listing.owner, texts, listing, dict(texts), is_first=False))

    @precondition(lambda self: self.world.listings)
    @rule(which=number, older=st.integers(0, 3))
    def confirm_by_link(self, which, older):
        """Press the button behind the link of a mail, signed in nowhere; an older link does nothing."""
        self.verb = ""
        listing = self.world.listings[which % len(self.world.listings)]
        links = self.links.setdefault(listing.pk, [])
        provider = Provider.objects.get(pk=listing.pk)
        links.append((confirmation.token(provider, provider.owners[0]), listing.confirmed_on))
        token, day = links[max(0, len(links) - 1 - older)]
        answer = self.at("nobody").post(f"/listing/confirm/{token}/")
        assert answer.status_code == (404 if listing.removed_by else 200)
        if not listing.removed_by and day == listing.confirmed_on:
            listing.confirmed_on = self.now.date()
            self.world.owner_changes.append((listing.pk, "confirmed"))

    @rule(owner=st.sampled_from(["robin", "alex"]), is_meant=st.sampled_from([False, False, True]))
    def leave(self, owner, is_meant):
        """Delete the account with the code from the mailbox; with another code nothing happens."""
        self.verb, client, person = "", self.at(owner), self.people[owner]
        client.post("/listing/your-data/code/")
        mail = OutgoingMail.objects.latest("pk")
        code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.text, re.M)[0] if is_meant else "AAAA-AAAA"
        mail.delete()
        client.post("/listing/your-data/delete/", {"code": code, "understood": "on"})
        if is_meant:
            stub = User.objects.filter(pk=person.pk).values_list("email", flat=True).first()
            self.verb = "leave"
            self.world.leave(owner, stub or "")
            self.clients.clear()
            self.people[owner] = factories.user(f"{owner}@mail.example")

    # --- Moderators ---------------------------------------------------------------------------------

    def press(self, who, paper, action, **data):
        """Press a button of the decision page as it was opened a moment ago."""
        row = Submission.objects.get(pk=paper.pk)
        address = reverse("admin:listings_submission_decide", args=[paper.pk])
        seen = {"decision": row.last_decision.pk} if row.last_decision else {}
        if action == "approve":
            data |= factories.CHECKED
        data = {"document_version": row.document_version, "confirmed": "1", **seen, **data}
        return self.at(who).post(address, {"action": action, **data})

    def sent(self, which, *states):
        """One of the papers that moderators can open, or None; mostly one in one of these states."""
        rows = [paper for paper in self.world.papers if paper.is_sent]
        rows = (which < 9 and [paper for paper in rows if paper.state in states]) or rows
        return rows[which % len(rows)] if rows else None

    @rule(by=moderators, which=number)
    def approve(self, by, which):
        """Approve and publish."""
        if paper := self.sent(which, "submitted"):
            known = {row.pk for row in self.world.listings}
            self.press(by, paper, "approve", reason=f"note {self.count}")
            new = Provider.objects.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True).last()
            self.expect(
                "approve",
                self.world.decide,
                paper, "approve", by, self.now, reason=f"note {self.count}", provider_pk=new,
            )  # fmt: skip

    @rule(by=moderators, which=number, verb=st.sampled_from(["approve", *REFUSALS]), older=st.integers(1, 3))
    def decide_unseen(self, by, which, verb, older):
        """Decide from a page that shows an older document: refused whatever the verb."""
        self.verb = ""
        if paper := self.sent(which, "submitted"):
            version = Submission.objects.get(pk=paper.pk).document_version - older
            self.press(by, paper, verb, reason="Unseen.", document_version=version)

    @rule(by=moderators, which=number, verb=st.sampled_from(REFUSALS))
    def refuse(self, by, which, verb):
        """Send it back, decline it, or put it away."""
        if paper := self.sent(which, "submitted"):
            reason = "" if verb == "spam" else self.word()
            self.press(by, paper, verb, reason=reason)
            self.expect(verb, self.world.decide, paper, verb, by, self.now, reason=reason)

    @rule(by=moderators, picked=st.sets(number, min_size=1, max_size=4), verb=st.sampled_from(REFUSALS))
    def refuse_together(self, by, picked, verb):
        """Decide on several at once; each goes its own way."""
        papers = {p.pk: p for p in map(self.sent, picked) if p}
        rows = Submission.objects.filter(pk__in=papers)
        reason = "" if verb == "spam" else self.word()
        items = [f"{row.pk}:{row.document_version}" for row in rows]
        seen = {"confirmed": shown_with(reason)}
        self.at(by).post(
            "/admin/listings/submission/together/", {"action": verb, "item": items, "reason": reason, **seen}
        )
        self.verb = verb
        for pk in rows.order_by("submitted_at", "pk").values_list("pk", flat=True):
            try:
                self.world.decide(papers[pk], verb, by, self.now, reason=reason)
            except Refused:
                continue

    @rule(by=moderators, which=number)
    def reverse(self, by, which):
        """Reverse a final decision."""
        if paper := self.sent(which, *FINAL):
            reason = self.word()
            self.press(by, paper, "reverse", reason=reason)
            self.expect("reverse", self.world.reverse, paper, by, reason)

    @rule(by=moderators, which=number)
    def reverse_unseen(self, by, which):
        """Reverse from a page that shows an older decision: refused."""
        self.verb = ""
        if paper := self.sent(which, *FINAL):
            older = Submission.objects.get(pk=paper.pk).decisions.values_list("pk", flat=True)[1:2]
            self.press(by, paper, "reverse", reason="Unseen.", decision=older[0] if older else "")

    @precondition(lambda self: self.world.listings)
    @rule(by=moderators, which=number, act=st.sampled_from(["remove", "restore"]))
    def move(self, by, which, act):
        """Take a listing out of the directory, or put it back."""
        listing = self.world.listings[which % len(self.world.listings)]
        reason = self.word()
        address = reverse(f"admin:listings_submission_{act}", args=[listing.pk])
        self.at(by).post(address, {"reason": reason, "confirmed": "1"})
        self.expect("", self.world.move, listing, by, f"{act}d", reason)

    @rule(by=moderators, which=number, act=st.sampled_from(["claim", "release", "note"]))
    def hold(self, by, which, act):
        """Hold, let go, or write a private note."""
        self.verb = ""
        if paper := self.sent(which, "submitted"):
            note = self.word()
            self.press(by, paper, act, private_note=note)
            if act == "note":
                paper.notes += [note] if by != paper.owner else []
            elif act == "release":
                paper.claim = None if paper.claim and paper.claim[0] == by else paper.claim
            elif paper.state == "submitted" and by != paper.owner and paper.holder(self.now) in (None, by):
                paper.claim = (by, self.now)

    # --- Everybody else -----------------------------------------------------------------------------

    @rule(
        who=st.sampled_from(["robin", "alex", "editor", "nobody"]),
        which=number,
        verb=st.sampled_from(["approve", "reverse", "claim", "note", "remove", "restore", *REFUSALS]),
    )
    def intrude(self, who, which, verb):
        """Press a moderator's button without the right to: nothing happens."""
        self.verb = ""
        if paper := self.sent(which):
            if verb in ("remove", "restore"):
                pk = paper.listing.pk if paper.listing else 1
                address = reverse(f"admin:listings_submission_{verb}", args=[pk])
                answer = self.at(who).post(address, {"reason": "Mine.", "confirmed": "1"})
            else:
                answer = self.press(who, paper, verb, reason="Mine.", private_note="Mine.")
            assert answer.status_code in (302, 403), answer.status_code
            assert answer.status_code == 403 or "/login/" in answer["Location"]

    @rule(forward=st.sampled_from(SPANS))
    def wait(self, forward):
        """Let time pass: claims end, listings age."""
        self.verb = ""
        self.now += forward
        self.clients.clear()  # nobody stays signed in for months

    @rule()
    def ask_for_confirmation(self):
        """Do what runs every quarter of an hour; it may run twice."""
        self.verb = ""
        self.world.ask(self.now.date())
        for _ in range(2):
            confirmation.ask()


@pytest.mark.django_db
def test_random_people_in_random_order_never_bend_a_rule():
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    try:
        run_state_machine_as_test(Listings, settings=PROFILE)
    finally:
        logging.getLogger("django.request").setLevel(logging.NOTSET)


#: In the suite the same runs every time, few enough to be quick; a failure is not made smaller there.
PROFILE = settings(
    max_examples=DEEP or 8,
    stateful_step_count=50 if DEEP else 24,
    derandomize=not DEEP,
    phases=[Phase.generate, *([Phase.shrink] if DEEP else [])],
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
