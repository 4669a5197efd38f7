"""People in what staff and owners read: differences, history, small changes, and the data to take along."""

import io
import json
import re
import zipfile
from copy import deepcopy

import pytest

from listings.document.in_words import Reader
from listings.models import InstantChange, Submission
from listings.moderation import decisions
from listings.publishing import switches
from listings.steps import submitting
from providers.document import schema as documents
from tests import factories
from tests.listings import practices

pytestmark = pytest.mark.django_db


def lines(sections, step, name, side="proposed"):
    """The lines of one field, with how each is marked."""
    section = next(section for section in sections if section.step == step)
    found = next(field for field in section.fields if field.name == name)
    return [(line.text.split(",")[0], line.look) for line in getattr(found, side)]


def edit(provider, document):
    """An edit of a public listing that waits for a decision."""
    row = Submission.objects.create(
        owner=provider.owners[0], provider=provider, base_document=provider.document,
        based_on=provider.version, document=documents.to_json(document),
    )  # fmt: skip
    factories.agree(row)
    submitting.submit(row, by=row.owner)
    row.refresh_from_db()
    return row


def test_a_license_is_read_with_its_holder_as_each_side_calls_them():
    public = practices.clinic()
    proposed = deepcopy(public)
    proposed.you.people[0].name = "Zoe Other"
    sections = Reader().sections(proposed, public)
    assert ("Ada Sample", "removed") in lines(sections, "licenses", "licenses", "public")
    assert ("Zoe Other", "added") in lines(sections, "licenses", "licenses")
    step = next(section for section in sections if section.step == "licenses")
    assert [field.name for field in step.changed] == ["licenses"]
    assert ("Bea Sample", "same") in lines(sections, "licenses", "licenses")


def test_the_page_of_a_decision_and_the_history_name_people_and_no_keys(client):
    provider = practices.published(practices.clinic())
    staff = factories.moderator()
    factories.enter_desk(client, staff)
    document = deepcopy(provider.listing)
    document.you.people[0].name = "Zoe Other"
    row = edit(provider, document)
    page = client.get(f"/admin/listings/submission/{row.pk}/change/").content.decode()
    decisions.approve(row, by=staff, facts=factories.license_facts(row))
    history = client.get(f"/admin/listings/submission/listing/{provider.pk}/").content.decode()
    for html in (page, history):
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
        assert "Ada Sample, CO, Doctor of medicine" in text
        assert "Zoe Other, CO, Doctor of medicine" in text
        assert not re.search(r"\bc[1-6]\b", text)


def test_a_small_change_of_a_place_names_who_works_there_and_no_keys():
    provider = practices.published(practices.clinic())
    with_seen = {"seen": switches._seen(provider.listing, "place-p1")}
    switches.press(
        provider, "place-p1", {"phone": "512-555-0199", "hours": "", **with_seen}, by=provider.owners[0]
    )
    ((_label, gone, came),) = InstantChange.objects.get().rows
    assert "Ada Sample + Bea Sample" in came[0]
    assert "c1" not in gone[0] + came[0]


def test_beside_others_the_licenses_of_whoever_is_listed_stand_with_their_name():
    document = practices.both()
    document.you.people.append(documents.PersonRow("c1", "Lee Sample", parts=["integrates"], license="LPC"))
    sections = Reader().sections(document)
    assert {text for text, _look in lines(sections, "licenses", "licenses")} == {"Bo Sample"}
    alone = Reader().sections(practices.both())
    assert {text for text, _look in lines(alone, "licenses", "licenses")} == {"OR"}


def test_the_data_to_take_along_names_people_with_their_licenses_parts_and_places(client):
    provider = practices.published(practices.clinic())
    client.force_login(provider.owners[0])
    answer = client.post("/listing/your-data/export/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(packed.read("your-data.json"))
    for said in (data["listings"][0], data["submissions"][0]):
        ada, *_others, fay = said["people"]["who_takes_part"]
        assert (ada["name"], ada["parts"]) == ("Ada Sample, MD", ["prescribes", "leads"])
        assert ada["works_in"] == ["Clinic 1", "Clinic 2", "Clinic 3", "Clinic 4"]
        assert ada["licenses"] == [
            "Doctor of medicine, Colorado, no. DEMO-1", "Doctor of medicine, Wyoming, no. DEMO-7",
        ]  # fmt: skip
        assert fay["licenses"] == ["Peer specialist, Colorado, no. DEMO-6"]
        assert said["people"]["licenses_without_holder"] == []


def test_the_data_of_an_associate_say_who_supervises_and_those_of_a_center_what_it_holds_itself(client):
    for make, expected in (
        (practices.associate, ("who_takes_part", "supervised by Sam Super")),
        (practices.center, ("licenses_of_the_organization", "Psilocybin service or healing center, Oregon")),
    ):
        provider = practices.published(make())
        client.force_login(provider.owners[0])
        answer = client.post("/listing/your-data/export/")
        packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        (listing,) = json.loads(packed.read("your-data.json"))["listings"]
        assert expected[1] in json.dumps(listing["people"][expected[0]])
