"""Each door through which a public listing changes × what has to follow from it.

Whoever adds a door adds a line to DOORS; a door that forgets a consequence fails here by its name.
"""

from copy import deepcopy

import pytest

from listings.account import deletion
from listings.models import InstantChange, Submission
from listings.moderation import decisions
from listings.publishing import small_changes, visibility
from providers.models import Photo, Provider
from providers.search.criteria import Criteria
from providers.search.engine import search
from tests import factories
from tests.listings.test_verbs import edited
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
WHY = "A reason that the owner reads."


class Scene:
    """A public listing with a photo, its owner and a moderator."""

    def __init__(self):
        self.staff = factories.moderator()
        photo = Photo.objects.keep(factories.clean_photo(), by=None)
        run_tasks()
        self.row = factories.submission(about={"photo": str(photo.pk), "photo_alt": "At a desk"})
        self.provider = self.row.approve(by=self.staff)
        run_tasks()
        self.owner = self.row.owner

    def edit(self, **parts):
        """Send an edit of the listing; return its submission."""
        return edited(Provider.objects.get(), **parts)

    def change_a_small_fact(self):
        """Send an edit of nothing but a small fact, which is public at once."""
        row = Submission.objects.edit_of(self.provider)
        document = deepcopy(row.document) | {"review": factories.document()["review"]}
        document["you"]["pronouns"] = "they/them"
        row.document = document
        row.save()
        row.submit(by=row.owner)


def approve_an_edit(scene):
    scene.edit(about={**scene.row.document["about"], "approach": "We listen first."}).approve(by=scene.staff)


def reverse_an_edit(scene):
    row = scene.edit(about={**scene.row.document["about"], "approach": "We listen first."})
    row.approve(by=scene.staff)
    decisions.reverse(row, by=scene.staff, reason=WHY)


def put_a_small_fact_back(scene):
    scene.change_a_small_fact()
    InstantChange.objects.update(is_sampled=True)
    small_changes.put_back(InstantChange.objects.get(), by=scene.staff, reason=WHY)


def hide_and_show(scene):
    visibility.hide(Provider.objects.get(), by=scene.owner)
    visibility.show(Provider.objects.get(), by=scene.owner)


def remove_and_restore(scene):
    decisions.remove(Provider.objects.get(), by=scene.staff, reason=WHY)
    decisions.restore(Provider.objects.get(), by=scene.staff, reason=WHY)


def reverse_and_approve_again(scene):
    decisions.reverse(scene.row, by=scene.staff, reason=WHY)
    Submission.objects.get(pk=scene.row.pk).approve(by=scene.staff)


#: What is done: how, and whether everybody sees the listing afterwards.
DOORS = {
    "nothing after the first approval": (lambda scene: None, True),
    "an edit is approved": (approve_an_edit, True),
    "an edit is approved and reversed": (reverse_an_edit, True),
    "a small fact is changed": (Scene.change_a_small_fact, True),
    "a small fact is put back": (put_a_small_fact_back, True),
    "the owner confirms": (lambda scene: visibility.confirm(scene.provider, by=scene.owner), True),
    "the owner hides it": (lambda scene: visibility.hide(scene.provider, by=scene.owner), False),
    "the owner hides it and shows it": (hide_and_show, True),
    "staff remove it": (lambda scene: decisions.remove(scene.provider, by=scene.staff, reason=WHY), False),
    "staff remove it and restore it": (remove_and_restore, True),
    "the first approval is reversed": (
        lambda scene: decisions.reverse(scene.row, by=scene.staff, reason=WHY),
        False,
    ),
    "reversed and approved again": (reverse_and_approve_again, True),
    "the owner deletes the account": (lambda scene: deletion.leave(scene.owner), False),
}


@pytest.mark.parametrize("door", DOORS)
def test_after_every_door_page_photo_search_and_version_say_the_same(client, settings, tmp_path, door):
    settings.MEDIA_ROOT = tmp_path
    scene = Scene()
    before, photo = scene.provider.version, scene.provider.photo
    act, is_public = DOORS[door]
    act(scene)
    run_tasks()
    row = Provider.objects.get()
    page = client.get(scene.provider.get_absolute_url()).status_code
    found = [hit.provider_id for hit in search(Criteria()).hits]
    picture = client.get(photo.url).status_code
    assert (page == 200, found == [row.pk], picture == 200) == (is_public,) * 3
    assert row.is_public == is_public
    # A deleted listing is a stub that begins to count anew.
    assert row.version > before or door in (
        "nothing after the first approval",
        "the owner deletes the account",
    )
