"""Each door through which a public listing changes × what has to follow from it.

Whoever adds a door adds a line to DOORS; a door that forgets a consequence fails here by its name.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.account import deletion
from listings.demonstration import samples
from listings.management.commands import load_demonstration
from listings.models import Decision, InstantChange, OwnerChange, Submission
from listings.moderation import decisions
from listings.publishing import small_changes, switches, visibility
from listings.steps import submitting
from providers.local_days import today_in
from providers.models import Photo, Provider
from providers.photos import decoding
from providers.photos.keeping import keep_photo
from providers.photos.tasks import make_sizes
from providers.search.criteria import Criteria
from providers.search.engine import search
from providers.search.index import Summary
from psychly.models import OutgoingMail
from tests import factories
from tests.listings.test_verbs import edited
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
WHY = "A reason that the owner reads."


class Scene:
    """A first listing with a photo that waits for a decision, its owner and a moderator."""

    def __init__(self):
        self.staff = factories.moderator()
        self.photo = keep_photo(factories.clean_photo(), by=None)
        run_tasks()
        self.row = factories.submission(about={"photo": str(self.photo.pk), "photo_alt": "At a desk"})
        self.owner = self.row.owner

    @property
    def provider(self):
        """The listing as it is stored now, or None."""
        return Provider.objects.first()

    def publish(self):
        """Approve the listing."""
        factories.approve(Submission.objects.get(pk=self.row.pk), by=self.staff)

    def send_an_edit(self):
        """Send an edit of what waits for a moderator."""
        self.edit = edited(
            self.provider, about={**self.row.document["about"], "approach": "We listen first."}
        )

    def publish_an_edit(self):
        """Send it and approve it."""
        self.send_an_edit()
        self.approve_the_edit()

    def approve_the_edit(self):
        """Approve what was sent."""
        factories.approve(self.edit, by=self.staff)

    def reverse_the_edit(self):
        """Take its approval back."""
        decisions.reverse(self.edit, by=self.staff, reason=WHY)

    def reverse_the_first(self):
        """Take the first approval back."""
        decisions.reverse(self.row, by=self.staff, reason=WHY)

    def change_a_small_fact(self):
        """Send an edit of nothing but a small fact, which is public at once."""
        row = Submission.objects.edit_of(self.provider, by=self.provider.owners[0])
        document = deepcopy(row.document) | {"review": factories.document()["review"]}
        document["you"]["pronouns"] = "they/them"
        row.document = document
        row.save()
        submitting.submit(row, by=row.owner)

    def put_the_small_fact_back(self):
        """Undo it."""
        small_changes.put_back(InstantChange.objects.get(), by=self.staff, reason=WHY)

    def confirm(self):
        """Confirm it as its owner."""
        visibility.confirm(self.provider, by=self.owner)

    def press_a_switch(self):
        """Say that the practice takes no new patients, on the dashboard."""
        said = {"accepting": "no", "seen": switches.switches_of(self.provider, [])[0].seen}
        assert switches.press(self.provider, "accepting", said, by=self.owner) is None

    def undo_the_switch(self):
        """Take that back."""
        switches.undo(self.provider, "accepting", by=self.owner)

    def hide(self):
        """Hide it as its owner."""
        visibility.hide(self.provider, by=self.owner)

    def show(self):
        """Show it again as its owner."""
        visibility.show(self.provider, by=self.owner)

    def remove(self):
        """Take it out as staff."""
        decisions.remove(self.provider, by=self.staff, reason=WHY)

    def restore(self):
        """Put it back as staff."""
        decisions.restore(self.provider, by=self.staff, reason=WHY)

    def leave(self):
        """Delete the owner's account."""
        deletion.leave(self.owner)

    def age(self):
        """Age it as the loader of demonstration data does."""
        load_demonstration.age(next(iter(samples.samples())), self.provider, moderator=self.staff)

    def lose_the_sizes(self):
        """Let the photo be one whose sizes are not made yet."""
        Photo.objects.update(widths=[])
        Summary.objects.update(card={})

    def make_sizes(self):
        """Make them, as the task does."""
        make_sizes.func(str(self.photo.pk))


@dataclass(frozen=True)
class Door:
    """What is done after which preparation, whether everybody sees the listing then, and what follows.

    `record` and `mail` name the one new row of each, or nothing; `confirms` whether it counts as a
    confirmation; `versions` how often the version is counted up.
    """

    act: Callable
    after: tuple[Callable, ...] = (Scene.publish,)
    is_public: bool = True
    record: str = ""
    mail: str = ""
    confirms: bool = False
    versions: int = 1


#: Every door: the verb that is pressed.
DOORS = {
    "a first listing is approved": Door(
        Scene.publish, (), record="approved", mail="submission_approved", confirms=True
    ),
    "an edit is approved": Door(
        Scene.approve_the_edit,
        (Scene.publish, Scene.send_an_edit),
        record="approved",
        mail="submission_approved",
        confirms=True,
    ),
    "the approval of an edit is reversed": Door(
        Scene.reverse_the_edit,
        (Scene.publish, Scene.publish_an_edit),
        record="reversed",
        mail="submission_reopened",
    ),
    "the first approval is reversed": Door(
        Scene.reverse_the_first, is_public=False, record="reversed", mail="submission_reopened"
    ),
    "what was reversed is approved again": Door(
        Scene.publish,
        (Scene.publish, Scene.reverse_the_first),
        record="approved",
        mail="submission_approved",
        confirms=True,
    ),
    "the first approval of a listing that is removed is reversed": Door(
        Scene.reverse_the_first,
        (Scene.publish, Scene.remove),
        is_public=False,
        record="reversed",
        mail="submission_reopened",
        versions=0,
    ),
    "a small fact is changed": Door(
        Scene.change_a_small_fact, record="instant", mail="listing_changed", confirms=True
    ),
    "a switch is pressed": Door(Scene.press_a_switch, record="instant", mail="listing_changed"),
    "a switch is undone": Door(
        Scene.undo_the_switch,
        (Scene.publish, Scene.press_a_switch),
        record="instant",
        mail="listing_changed",
    ),
    "a small fact is put back": Door(
        Scene.put_the_small_fact_back,
        (Scene.publish, Scene.change_a_small_fact),
        mail="small_change_put_back",  # the record is the change itself
    ),
    "the owner confirms": Door(Scene.confirm, record="confirmed", confirms=True),
    "the owner hides it": Door(Scene.hide, is_public=False, record="hidden"),
    "the owner hides it twice": Door(Scene.hide, (Scene.publish, Scene.hide), is_public=False, versions=0),
    "the owner shows it": Door(Scene.show, (Scene.publish, Scene.hide), record="shown"),
    "the owner shows what staff removed": Door(
        Scene.show, (Scene.publish, Scene.hide, Scene.remove), is_public=False, record="shown"
    ),
    "staff remove it": Door(Scene.remove, is_public=False, record="removed", mail="listing_removed"),
    "staff restore it": Door(
        Scene.restore, (Scene.publish, Scene.remove), record="restored", mail="listing_restored"
    ),
    "the owner deletes the account": Door(
        Scene.leave,
        is_public=False,
        mail="account_deleted",
        confirms=True,  # no day is left: the column says when it was emptied
    ),
    "demonstration data are aged": Door(Scene.age),
    "the sizes of its photo are made": Door(
        Scene.make_sizes, (Scene.publish, Scene.lose_the_sizes), versions=0
    ),
}
#: What changes nothing that the index holds leaves its rows alone.
LEFT_ALONE = ("the owner hides it twice", "the first approval of a listing that is removed is reversed")


def _records():
    """Every record of a decision and of an owner's change, as (table, key, what)."""
    return [
        *((Decision, *row) for row in Decision.objects.values_list("pk", "verdict")),
        *((OwnerChange, *row) for row in OwnerChange.objects.values_list("pk", "what")),
    ]


@pytest.mark.parametrize("name", DOORS)
def test_after_every_door_all_that_has_to_follow_has_followed_and_nothing_else(
    name, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    door, scene = DOORS[name], Scene()
    for step in door.after:
        step(scene)
    Provider.objects.update(confirmed_on=today_in("TX") - timedelta(days=10))
    OutgoingMail.objects.all().delete()
    was, records = scene.provider or Provider(), _records()
    photo = Photo.objects.get()
    door.act(scene)
    now = scene.provider
    pictures = [
        reverse("photo", args=[photo.file_name(width, "webp")]) for width in decoding.widths(photo.width)
    ]
    new = [row for row in _records() if row not in records]
    happened = {
        "page": client.get(f"/providers/{was.slug or now.slug}/").status_code == 200,
        "search": [hit.provider_id for hit in search(Criteria()).hits] == [now.pk],
        "photo": {client.get(address).status_code == 200 for address in pictures},
        "versions": now.version - was.version,
        "index is written": now.index_stamp != was.index_stamp,
        "record": [what for _table, _pk, what in new],
        "mail": [(mail.kind, mail.to) for mail in OutgoingMail.objects.all()],
        "confirms": now.confirmed_on in (timezone.localdate(), today_in("TX")),
    }
    assert happened == {
        "page": door.is_public,
        "search": door.is_public,
        "photo": {door.is_public},
        "versions": door.versions,
        "index is written": name not in LEFT_ALONE,
        "record": [door.record] if door.record else [],
        "mail": [(door.mail, scene.owner.email)] if door.mail else [],
        "confirms": door.confirms,
    }
    changes = OwnerChange.objects.filter(pk__in=[pk for table, pk, _what in new if table is OwnerChange])
    assert {change.version for change in changes} <= {now.version}


def test_a_photo_that_was_replaced_is_nobodys_to_see(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scene = Scene()
    scene.publish()
    new = keep_photo(factories.clean_photo(), by=None)
    run_tasks()
    factories.approve(
        edited(scene.provider, about={**scene.row.document["about"], "photo": str(new.pk)}), by=scene.staff
    )
    old, new = Photo.objects.get(pk=scene.photo.pk), Photo.objects.get(pk=new.pk)
    assert client.get(old.url).status_code == 404
    assert client.get(new.url).status_code == 200


def test_a_door_that_breaks_leaves_everything_as_it_was(monkeypatch):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    records, mails = _records(), OutgoingMail.objects.count()
    monkeypatch.setattr("providers.search.reindex.rewrite", lambda provider: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decisions.remove(provider, by=factories.moderator(), reason=WHY)
    row = Provider.objects.get()
    assert (row.is_public, row.version, _records()) == (True, 1, records)
    assert OutgoingMail.objects.count() == mails
