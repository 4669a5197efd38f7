"""What listings and decisions should be: written from the product's words, without the application's code.

The state machine carries out each step here and at the site's doors, and compares.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

#: Texts of a listing by the name of their field: the step, and the unit that an edit replaces as a whole.
FIELDS = {
    "display_name": ("you", "display_name"),
    "credentials": ("you", "credentials"),
    "pronouns": ("you", "pronouns"),
    "legal_name": ("you", "legal_name"),
    "licenses-0-board": ("licenses", "licenses"),
    "licenses-0-supervised_by": ("licenses", "licenses"),
    "trainings-0-program": ("licenses", "trainings"),
    "places-0-name": ("places", "places"),
    "places-0-hours": ("places", "places"),
    "places-0-street": ("places", "places"),
    "people-0-name": ("you", "people"),
    "safety-screening_detail": ("care", "safety"),
    "approach": ("about", "approach"),
    "first_visit": ("about", "first_visit"),
    "about": ("about", "about"),
    "photo": ("about", "photo"),
    "photo_alt": ("about", "photo_alt"),
}
AT_ONCE = frozenset({"pronouns", "places-0-hours"})  # small facts: no moderator looks first
NEVER = frozenset({"legal_name", "places-0-street"})  # for staff; the street is hidden
#: Days after a confirmation, and the mail that its owner gets then.
ASKED = [(90, "listing_confirm"), (110, "listing_confirm_again"), (121, "listing_lapsed")]
CLAIM = timedelta(minutes=20)
OPEN = ("draft", "submitted", "changes-requested")
EDITABLE = ("draft", "changes-requested")
FINAL = ("approved", "declined", "spam")
#: Which state may follow which, by what was done; None is a row that does not exist (yet, or any more).
LAWFUL = {
    "write": {(None, "draft")},
    "begin an edit": {(None, "draft")},
    "submit": {
        (None, "draft"),
        (None, "submitted"),
        ("draft", "submitted"),
        ("changes-requested", "submitted"),
        ("draft", "withdrawn"),  # an edit of which nothing waits
        ("changes-requested", "withdrawn"),  # the same, after a decision
    },
    "withdraw": {(state, "withdrawn") for state in OPEN},
    "leave": {(state, end) for state in (*OPEN, "withdrawn") for end in ("withdrawn", None)},
    "approve": {("submitted", "approved")},
    "request_changes": {("submitted", "changes-requested")},
    "decline": {("submitted", "declined")},
    "spam": {("submitted", "spam")},
    "reverse": {(state, "submitted") for state in FINAL},
}
#: The mail that each decision sends, to the owner of the listing.
MAIL_OF = {
    "approved": "submission_approved",
    "changes-requested": "submission_changes_requested",
    "declined": "submission_declined",
    "spam": None,
    "reversed": "submission_reopened",
    "removed": "listing_removed",
    "restored": "listing_restored",
}
VERDICTS = {
    "approve": "approved",
    "request_changes": "changes-requested",
    "decline": "declined",
    "spam": "spam",
}


@dataclass(eq=False)
class Listing:
    """A listing in the directory; `removed_by` is "staff", a Paper whose approval was reversed, or None."""

    pk: int
    owner: str
    texts: dict
    confirmed_on: date
    is_hidden: bool = False
    removed_by: object = None
    asked: set = field(default_factory=set)  # the confirmations after which its owner was asked, and how

    @property
    def is_public(self):
        """Whether anybody may see it."""
        return not self.is_hidden and self.removed_by is None

    def public_words(self):
        """The texts that its page shows."""
        return {self.texts[name] for name in self.texts if name not in NEVER and name != "photo"} - {""}


@dataclass(eq=False)
class Paper:
    """A submission; `base` holds the texts from which an edit began."""

    pk: int
    owner: str
    texts: dict
    listing: Listing | None = None
    base: dict | None = None
    is_first: bool = True
    state: str = "draft"
    is_sent: bool = False
    is_begun_again: bool = False
    versions: int = 0
    verdicts: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    claim: tuple | None = None

    def holder(self, now):
        """Who holds it at this moment."""
        return self.claim[0] if self.claim and now - self.claim[1] < CLAIM else None

    def changed(self, old, new):
        """The units in which two sets of texts differ."""
        return {FIELDS[name] for name in FIELDS if old.get(name, "") != new.get(name, "")}


class Refused(Exception):
    """The step must change nothing at all."""


class World:
    """Every paper, listing, decision and mail, and what each step does to them."""

    def __init__(self, addresses):
        self.addresses = addresses
        self.papers, self.listings, self.decisions, self.mails, self.owner_changes = [], [], [], [], []

    # --- The owner's steps --------------------------------------------------------------------------

    def open_of(self, owner):
        """Everything that an owner is writing or waiting for, the oldest first."""
        return sorted((p for p in self.papers if p.owner == owner and p.state in OPEN), key=lambda p: p.pk)

    def new_listing(self, owner):
        """The first listing that an owner has open, or None: there is one at a time."""
        return next((p for p in self.open_of(owner) if p.listing is None), None)

    def ended(self, owner):
        """The first listings that came to nothing and were not begun again, the oldest first."""
        ended = [p for p in self.papers if p.owner == owner and p.listing is None and not p.is_begun_again]
        return [p for p in ended if p.state in ("withdrawn", "declined", "spam")]

    def submit(self, paper, now):
        """Send it; small facts of an edit go live at once, an edit of which nothing waits is over."""
        if paper.state not in EDITABLE:
            raise Refused
        waits, at_once = True, set()
        if paper.listing:
            at_once = {name for name in AT_ONCE if paper.texts.get(name) != paper.base.get(name)}
            if at_once := {n for n in at_once if paper.texts.get(n) != paper.listing.texts.get(n)}:
                for name in at_once:
                    paper.base[name] = paper.listing.texts[name] = paper.texts[name]
                paper.listing.confirmed_on = now.date()
                self.owner_changes.append((paper.listing.pk, "instant"))
                self.tell(paper.owner, "listing_changed")
            waits = bool(paper.changed(paper.base, paper.texts))
        if waits:
            paper.state, paper.is_sent, paper.claim = "submitted", True, None
            self.tell(paper.owner, "submission_received")
        else:
            paper.state, paper.is_sent, paper.claim = "withdrawn", True, None

    def withdraw(self, paper):
        """Take it back."""
        if paper.state != "draft":
            self.tell(paper.owner, "submission_withdrawn")
        paper.state, paper.claim = "withdrawn", None

    # --- The moderators' steps ----------------------------------------------------------------------

    def decide(self, paper, verb, by, now, reason="", provider_pk=None):
        """Approve, request changes, decline or mark as spam."""
        if by == paper.owner or paper.state != "submitted":
            raise Refused
        if verb == "approve":
            self._publish(paper, now, provider_pk)
        paper.state, paper.claim = VERDICTS[verb], None
        paper.verdicts.append(VERDICTS[verb])
        self.record(VERDICTS[verb], by, reason, paper.owner, paper=paper.pk)

    def _publish(self, paper, now, provider_pk):
        if paper.listing is None:
            paper.listing = Listing(provider_pk, paper.owner, dict(paper.texts), now.date())
            self.listings.append(paper.listing)
            return
        listing = paper.listing
        listing.texts = self._merged(paper.base, paper.texts, listing.texts)
        listing.confirmed_on = now.date()
        if listing.removed_by is paper:
            listing.removed_by = None

    def _merged(self, base, proposed, current):
        """The current texts with what was proposed; Refused where both sides changed a unit differently."""
        paper_changed = Paper.changed(None, base, proposed)
        texts = dict(current)
        for unit in paper_changed:
            names = [name for name in FIELDS if FIELDS[name] == unit]
            was, new, is_now = ([texts.get(n, "") for n in names] for texts in (base, proposed, current))
            if is_now not in (was, new):
                raise Refused
            texts.update((n, proposed.get(n, "")) for n in names)
        return texts

    def reverse(self, paper, by, reason):
        """Open a final decision again and take back what it published."""
        if by == paper.owner or paper.state not in FINAL or self._is_blocked(paper) or not paper.texts:
            raise Refused
        was = paper.state
        if was == "approved":
            self._take_back(paper)
        paper.state = "submitted"
        paper.verdicts.append("reversed")
        mail = None if was == "spam" else MAIL_OF["reversed"]
        self.record("reversed", by, reason, paper.owner, paper=paper.pk, mail=mail)

    def _is_blocked(self, paper):
        """Whether the owner has begun another one of the same listing, or another first listing."""
        others = [p for p in self.papers if p is not paper and p.state in OPEN]
        if paper.listing:
            return any(p.listing is paper.listing for p in others)
        return any(p.owner == paper.owner and p.listing is None for p in others)

    def _take_back(self, paper):
        listing = paper.listing
        if paper.is_first:
            listing.removed_by = listing.removed_by or paper
            paper.texts = dict(listing.texts)
        else:
            listing.texts = self._merged(paper.texts, paper.base, listing.texts)
        paper.base = dict(listing.texts)

    def move(self, listing, by, verdict, reason):
        """Remove a listing, or put it back."""
        is_out = listing.removed_by is not None
        if by == listing.owner or is_out == (verdict == "removed"):
            raise Refused
        listing.removed_by = "staff" if verdict == "removed" else None
        self.record(verdict, by, reason, listing.owner, provider=listing.pk)

    # --- The record ---------------------------------------------------------------------------------

    def record(self, verdict, by, reason, owner, *, paper=None, provider=None, mail=...):
        """Add a decision, and the one mail that it sends."""
        self.decisions.append((verdict, self.addresses[by], reason, paper, provider))
        if mail := MAIL_OF[verdict] if mail is ... else mail:
            self.tell(owner, mail)

    def tell(self, owner, kind):
        """Add a mail to an owner."""
        self.mails.append((kind, self.addresses[owner]))

    def ask(self, today: date):
        """Ask the owner of each public listing to confirm it, at most once in each of three steps."""
        for listing in sorted(self.listings, key=lambda row: row.pk):
            due = [kind for days, kind in ASKED if listing.confirmed_on <= today - timedelta(days=days)]
            step = (listing.confirmed_on, due and due[-1])
            if listing.is_public and due and step not in listing.asked:
                listing.asked.add(step)
                self.tell(listing.owner, due[-1])

    def leave(self, owner, address):
        """Delete an account: what was decided stays, on a stub that has another address and says nothing."""
        for paper in [p for p in self.papers if p.owner == owner]:
            if not (paper.is_sent or paper.listing):
                self.papers.remove(paper)
            paper.state = "withdrawn" if paper.state in OPEN else paper.state
            paper.owner, paper.texts, paper.base, paper.claim = address, {}, {}, None
            paper.notes.clear()
        self.addresses[address] = address
        self.listings = [row for row in self.listings if row.owner != owner]
        self.mails = [mail for mail in self.mails if mail[1] != self.addresses[owner]]
        self.tell(owner, "account_deleted")

    # --- What everybody may see ---------------------------------------------------------------------

    def public(self):
        """The listings that everybody may see."""
        return [listing for listing in self.listings if listing.is_public]

    def found(self, now: datetime):
        """The listings that a search finds: public, and confirmed within 120 days."""
        return [row for row in self.public() if now.date() <= row.confirmed_on + timedelta(days=120)]

    def public_words(self):
        """Every text that may stand on a public page."""
        return set().union(*(listing.public_words() for listing in self.public()))

    def public_photos(self):
        """The photos that everybody may see."""
        return {listing.texts.get("photo", "") for listing in self.public()} - {""}
