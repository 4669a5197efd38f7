"""Each door through which something becomes public × a law that changed before it was pressed."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import pytest

from listings.models import InstantChange, NotReady, Submission, Unlawful
from listings.moderation import decisions
from listings.publishing import small_changes, switches, visibility
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import LegalStatus, ProblemReport, Provider
from tests import factories
from tests.listings.test_law import published
from tests.listings.test_verbs import edited

pytestmark = pytest.mark.django_db
WHY = "A reason that the owner reads."
FORBIDDEN = "Texas has no licensed program for esketamine"
UNPAID = "By law these cannot pay for Esketamine nasal spray (Spravato): Medicare."
OFFER = {"treatment": "esketamine", "where": ["p1"], "conditions": ["depression"]}
COST = {"treatment": "esketamine", "session_low": 300, "sessions": 8}
PAID = {"treatment": "esketamine", "options": ["self-pay", "medicare"]}


def forbid():
    """Esketamine may be offered nowhere any more."""
    LegalStatus.objects.filter(treatment__slug="esketamine").update(status="not-lawful")


def refuse_medicare():
    """Medicare cannot pay for it any more."""
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    row.payments, row.payments_refused = ["self-pay"], ["medicare"]
    row.save()


class Scene:
    """A clinic that waits for a decision, with infusions and esketamine, which Medicare pays for."""

    def __init__(self):
        said = factories.document()
        self.staff = factories.moderator()
        self.row = factories.submission(
            licenses={"is_rems_certified": True},
            care={"offers": [*said["care"]["offers"], OFFER]},
            cost={"costs": [*said["cost"]["costs"], COST], "payments": [PAID]},
        )

    @property
    def provider(self):
        """The listing as it is stored now, or None."""
        return Provider.objects.first()

    def publish(self):
        """Approve the listing."""
        factories.approve(Submission.objects.get(pk=self.row.pk), by=self.staff)

    def reverse_the_first(self):
        """Take the first approval back."""
        decisions.reverse(self.row, by=self.staff, reason=WHY)

    def give_it_up(self):
        """Publish an edit that offers it no more."""
        said = self.provider.document
        offers = [row for row in said["care"]["offers"] if row["treatment"] != "esketamine"]
        costs = [row for row in said["cost"]["costs"] if row["treatment"] != "esketamine"]
        self.edit = edited(
            self.provider,
            care={**said["care"], "offers": offers},
            cost={**said["cost"], "costs": costs, "payments": []},
        )
        factories.approve(self.edit, by=self.staff)

    def reverse_that(self):
        """Take that approval back."""
        decisions.reverse(self.edit, by=self.staff, reason=WHY)

    def send_it_again(self):
        """Send an edit that offers it once more."""
        said = self.provider.document
        self.edit = edited(
            self.provider,
            care={**said["care"], "offers": [*said["care"]["offers"], OFFER]},
            cost={**said["cost"], "costs": [*said["cost"]["costs"], COST]},
        )

    def approve_the_edit(self):
        """Approve what was sent."""
        factories.approve(self.edit, by=self.staff)

    def say_payments(self, options):
        """Say at once how it can be paid for."""
        row = Submission.objects.edit_of(self.provider, by=self.provider.owners[0])
        document = deepcopy(row.document) | {"review": factories.document()["review"]}
        document["cost"]["payments"] = [{"treatment": "esketamine", "options": options}]
        row.document = document
        row.save()
        submitting.submit(row, by=row.owner)

    def leave_medicare_out(self):
        """Medicare pays no more, says the owner."""
        self.say_payments(["self-pay"])

    def take_medicare(self):
        """And pays again."""
        self.say_payments(["self-pay", "medicare"])

    def put_back(self):
        """Undo the small change."""
        small_changes.put_back(InstantChange.objects.latest("at"), by=self.staff, reason=WHY)

    def hide(self):
        """Hide it as its owner."""
        visibility.hide(self.provider, by=self.row.owner)

    def show(self):
        """Show it again."""
        visibility.show(self.provider, by=self.row.owner)

    def remove(self):
        """Take it out as staff."""
        decisions.remove(self.provider, by=self.staff, reason=WHY)

    def restore(self):
        """Put it back as staff."""
        decisions.restore(self.provider, by=self.staff, reason=WHY)

    def press_a_switch(self):
        """Say on the dashboard that no new patients are taken."""
        said = {"accepting": "no", "seen": switches.switches_of(self.provider, [])[0].seen}
        assert switches.press(self.provider, "accepting", said, by=self.row.owner) is None


@dataclass(frozen=True)
class Door:
    """What is pressed after which preparation, and how the law answers: by a refusal, or in the queue."""

    act: Callable
    after: tuple[Callable, ...]
    refusal: type[Exception] | None
    says: str = FORBIDDEN
    law: Callable = forbid


DOORS = {
    "a first listing is approved": Door(Scene.publish, (), NotReady),
    "what was reversed is approved again": Door(
        Scene.publish, (Scene.publish, Scene.reverse_the_first), NotReady
    ),
    "an edit is sent": Door(Scene.send_it_again, (Scene.publish, Scene.give_it_up), NotReady),
    "an edit is approved": Door(
        Scene.approve_the_edit, (Scene.publish, Scene.give_it_up, Scene.send_it_again), NotReady
    ),
    "the approval of an edit is reversed": Door(
        Scene.reverse_that, (Scene.publish, Scene.give_it_up), Unlawful
    ),
    "a small fact is changed": Door(
        Scene.take_medicare, (Scene.publish, Scene.leave_medicare_out), NotReady, UNPAID, refuse_medicare
    ),
    "a small fact is put back": Door(
        Scene.put_back, (Scene.publish, Scene.leave_medicare_out), Unlawful, UNPAID, refuse_medicare
    ),
    "staff restore it": Door(Scene.restore, (Scene.publish, Scene.remove), None),
    "the owner shows it": Door(Scene.show, (Scene.publish, Scene.hide), None),
}


def waiting():
    """What the reports say that wait because of the law."""
    rows = ProblemReport.objects.waiting().filter(kind=ProblemReport.Kind.LAW)
    return [row.message for row in rows]


@pytest.mark.parametrize("name", DOORS)
def test_no_door_makes_public_what_the_law_stopped_before_it_was_pressed(client, name):
    door, scene = DOORS[name], Scene()
    for step in door.after:
        step(scene)
    was = scene.provider and scene.provider.document
    door.law()
    if door.refusal:
        with pytest.raises(door.refusal) as refusal:
            door.act(scene)
        assert door.says in refusal.value.sentence
        assert (scene.provider and scene.provider.document) == was
        assert waiting() == []
    else:
        door.act(scene)
        assert scene.provider.is_public
        assert client.get("/api/v1/providers?treatment=esketamine").json()["total"] == 0
        (message,) = waiting()
        assert door.says in message


def test_what_the_law_stopped_already_stands_in_the_way_of_nothing_else():
    scene = Scene()
    scene.publish()
    scene.leave_medicare_out()
    forbid()  # the offer itself, which putting back does not bring in
    scene.put_back()
    assert scene.provider.listing.cost.payments == [documents.PaymentRow("esketamine", PAID["options"])]
    scene.press_a_switch()
    assert scene.provider.listing.care.accepting == "no"


def test_a_listing_that_breaks_no_law_comes_back_without_a_report():
    provider = published(documents.read_document(factories.document()), owner := factories.user())
    visibility.hide(provider, by=owner)
    visibility.show(provider, by=owner)
    assert waiting() == []
