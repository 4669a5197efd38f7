"""The stage on which random people do random things to listings, and what always holds there.

What is stored is compared with an independent account (`listings_on_paper`), and every public output is
read as a stranger reads it (`strangers`): each text that was ever typed is a word of its own, so that one
which nobody approved is known wherever it stands.
"""

import hashlib
from unittest import mock

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from listings.models import Decision, OwnerChange, Submission
from providers import vocabulary
from providers.document import schema as documents
from providers.models import Provider
from providers.search import words as search_text
from psychly.models import OutgoingMail
from tests import factories
from tests.listings import strangers
from tests.listings.listings_on_paper import LAWFUL, Refused, World

MODERATORS = ["ann", "bo"]  # bo keeps a listing, too: nobody decides on their own


class Stage(RuleBasedStateMachine):
    """People, their browsers, a clock, and the account on paper. Each run is rolled back at its end."""

    def __init__(self):
        super().__init__()
        self.stage = transaction.atomic()
        self.stage.__enter__()
        self.now, self.count, self.verb, self.before = timezone.now(), 0, "", {}
        self.clock = mock.patch.object(timezone, "now", self.time)
        self.clock.start()
        vocabulary.forget()
        search_text._known = search_text.KnownWords()
        self.people = {name: factories.user(f"{name}@mail.example") for name in ("robin", "alex")}
        self.people |= {name: factories.moderator(email=f"{name}@mail.example") for name in MODERATORS}
        self.people["editor"] = factories.editor(email="editor@mail.example")
        self.clients, self.links = {}, {}
        self.world = World({name: user.email for name, user in self.people.items()})
        self.blank = documents.read_document(factories.document())
        self.blank.you.people = [documents.PersonRow("c1", parts=["integrates"], license="LCSW, Texas")]
        for row in self.blank.licenses.licenses:
            row.expires_on = "2099-01-01"

    def teardown(self):
        """Read what is read once a run, and forget all of it."""
        try:
            if connection.needs_rollback:
                return
            others = strangers.words_anywhere(self.at("nobody"), strangers.OTHER_PAGES)
            assert set().union(*others.values()) <= self.world.public_words()
            self.another_therapist_reads_no_more()
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.stage.__exit__(None, None, None)

    def another_therapist_reads_no_more(self):
        """The dashboard and the steps show nothing of anybody else but the reason of a decision."""
        own = {word for p in self.world.papers if p.owner == "alex" for word in p.texts.values()}
        own |= {word for row in self.world.listings if row.owner == "alex" for word in row.texts.values()}
        mine = {p.pk for p in self.world.papers if p.owner == "alex"}
        mine |= {("listing", row.pk) for row in self.world.listings if row.owner == "alex"}
        own |= {
            reason
            for _, _, reason, paper, listing in self.world.decisions
            if paper in mine or ("listing", listing) in mine
        }
        pages = {p.pk: f"/listing/{p.pk}/about/" for p in self.world.papers}
        for path in ("/listing/", "/get-listed/about/", *pages.values()):
            answer = self.at("alex").get(path, follow=True)
            assert strangers.words_in(answer) <= own
            assert (answer.status_code == 200) == (path not in {pages[pk] for pk in pages if pk not in mine})

    def time(self):
        """What the clock of the site shows."""
        return self.now

    def at(self, name):
        """The browser of somebody, signed in; "nobody" is a stranger."""
        if name not in self.clients:
            self.clients[name] = Client()
            if user := self.people.get(name):
                enter = factories.enter_desk if user.is_staff else Client.force_login
                enter(self.clients[name], user)
        return self.clients[name]

    def word(self):
        """A word that was never used, so far from every other that no misspelling leads to it."""
        self.count += 1
        digest = hashlib.sha256(str(self.count).encode()).hexdigest()[:10]
        return "zq" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest)

    def expect(self, verb, step, *arguments, **options):
        """Take a step on paper. Refused there, it must change nothing at the door."""
        self.verb = verb
        try:
            step(*arguments, **options)
        except Refused:
            self.verb = ""

    # --- What always holds --------------------------------------------------------------------------

    @invariant()
    def every_change_of_state_is_lawful(self):
        """Also where paper and database should be wrong in the same way."""
        after = dict(Submission.objects.values_list("pk", "state"))
        moved = {
            (self.before.get(pk), after.get(pk))
            for pk in {*self.before, *after}
            if self.before.get(pk) != after.get(pk)
        }
        assert moved <= LAWFUL.get(self.verb, set()), (self.verb, moved)
        self.before = after

    @invariant()
    def papers_and_listings_stand_where_they_should(self):
        """State, listing, holder and notes of each submission; who hid or removed each listing."""
        rows = Submission.objects.select_related("claimed_by", "owner")
        assert {
            row.pk: (row.owner.email, row.state, row.provider_id, row.holder and row.holder.email)
            for row in rows
        } == {
            p.pk: (
                self.world.addresses[p.owner],
                p.state,
                p.listing and p.listing.pk,
                self.world.addresses.get(p.holder(self.now)),
            )
            for p in self.world.papers
        }
        assert {row.pk: strangers.WORD.findall(row.private_note) for row in rows} == {
            p.pk: p.notes for p in self.world.papers
        }
        assert {
            row.pk: (
                row.owners[0].email,
                bool(row.hidden_by_owner_at),
                bool(row.removed_at),
                row.confirmed_on,
            )
            for row in Provider.objects.with_owner()
        } == {
            row.pk: (self.world.addresses[row.owner], row.is_hidden, bool(row.removed_by), row.confirmed_on)
            for row in self.world.listings
        }

    @invariant()
    def no_decision_is_lost_and_each_sends_one_mail(self):
        """The whole record, in its order, is the same as on paper; so is the outbox."""
        fields = ("verdict", "by__email", "reason", "submission", "provider")
        assert list(Decision.objects.order_by("pk").values_list(*fields)) == self.world.decisions
        mails = OutgoingMail.objects.order_by("pk").values_list("kind", "to")
        assert list(mails) == self.world.mails
        changes = OwnerChange.objects.order_by("pk").values_list("provider", "what")
        assert list(changes) == self.world.owner_changes

    @invariant()
    def strangers_read_what_was_approved_and_nothing_else(self):
        """No text that nobody looked at, and every text that was."""
        approved = self.world.public_words()
        stranger = self.at("nobody")
        leaks = {path: words - approved for path, words in strangers.words_anywhere(stranger).items()}
        assert {path: words for path, words in leaks.items() if words} == {}
        assert strangers.indexed_words() <= approved
        assert strangers.indexed_providers() == {row.pk for row in self.world.public()}
        assert strangers.visible_photos(stranger) == self.world.public_photos()
        for listing in self.world.public():
            row = Provider.objects.get(pk=listing.pk)
            shown, linked = strangers.profile_words(stranger, row)
            assert shown == listing.public_words()
            assert linked <= shown

    @invariant()
    def searches_find_what_is_public_and_current(self):
        """All of them without a word; by the newest word, those that say it in public."""
        slugs = dict(Provider.objects.values_list("pk", "slug"))
        found = [row for row in self.world.found(self.now)]
        assert strangers.found_by(self.at("nobody")) == {slugs[row.pk] for row in found}
        for paper in self.world.papers[-2:]:
            word = paper.texts.get("approach", "")
            named = {slugs[row.pk] for row in found if word and row.texts["approach"] == word}
            assert not word or strangers.found_by(self.at("nobody"), word) == named
