"""Ways to pay belong to what they pay for: asked once, and apart for a treatment where that differs."""

import pytest

from listings.checks import wording
from listings.document.in_words import Reader
from listings.models import InstantChange, Submission
from listings.publishing import tables
from listings.publishing.public_change import public_change
from listings.steps import submitting
from listings.steps.rules import problems, stopping
from providers.document import schema as documents
from providers.document.schema import OfferRow, PaymentRow
from providers.models import Provider
from providers.profile.building import profile_of_draft
from tests import factories
from tests.listings.test_law import PSILOCYBIN, listing, published, stopped

pytestmark = pytest.mark.django_db
INFUSION, THERAPY, SPRAY = "ketamine-infusion", "integration-therapy", "esketamine"
NAMES = {
    INFUSION: "Ketamine infusion (IV)",
    THERAPY: "Preparation and integration therapy",
    SPRAY: "Esketamine nasal spray (Spravato)",
}


def clinic(*treatments, payment, apart=None):
    """A clinic in Texas that offers these treatments at one place."""
    document = listing(treatments[0], "TX", "clinic", payment=payment)
    document.care.offers += [OfferRow(slug, ["p1"], ["depression"]) for slug in treatments[1:]]
    document.cost.payments = [PaymentRow(slug, ways) for slug, ways in (apart or {}).items()]
    return document


def found(client, *treatments, payment):
    """How many a search for treatments and a way to pay finds, on the page and in the interface."""
    query = "&".join([f"payment={payment}", *(f"treatment={slug}" for slug in treatments)])
    total = client.get(f"/api/v1/providers?{query}").json()["total"]
    assert client.get(f"/providers/?{query}").context["page"].results.total == total
    return total


def test_medicare_for_talking_is_no_medicare_for_infusions(client):
    published(clinic(INFUSION, THERAPY, payment=["self-pay", "medicare"], apart={INFUSION: ["self-pay"]}))
    assert found(client, THERAPY, payment="medicare") == 1
    assert found(client, payment="medicare") == 1
    assert found(client, INFUSION, payment="self-pay") == 1
    assert found(client, INFUSION, payment="medicare") == 0


def test_only_who_takes_medicare_for_infusions_is_found_for_it(client):
    published(clinic(INFUSION, THERAPY, payment=["self-pay"], apart={INFUSION: ["self-pay", "medicare"]}))
    assert found(client, INFUSION, payment="medicare") == 1
    assert found(client, THERAPY, payment="medicare") == 0


def test_who_offers_one_treatment_says_its_ways_to_pay_of_that_one(client):
    published(clinic(INFUSION, payment=["medicare"]))
    assert found(client, INFUSION, payment="medicare") == 1


def test_an_old_list_is_read_for_each_treatment_that_the_law_knows_it_for(client):
    document = clinic(INFUSION, SPRAY, THERAPY, payment=["self-pay", "medicare", "aetna"])
    provider = published(document)
    assert found(client, INFUSION, payment="self-pay") == 1
    assert found(client, INFUSION, payment="medicare") == found(client, INFUSION, payment="aetna") == 0
    assert found(client, SPRAY, payment="medicare") == found(client, THERAPY, payment="aetna") == 1
    assert found(client, SPRAY, payment="aetna") == 0
    assert broken_fields(document) == {
        "payments-0-options": "Medicare and Aetna",
        "payments-1-options": "Aetna",
    }
    profile = profile_of_draft(provider.listing, is_demonstration=False)
    assert {line.treatment: line.options for line in profile.payments} == {
        NAMES[INFUSION]: ["Self-pay"],
        NAMES[SPRAY]: ["Self-pay", "Medicare"],
        NAMES[THERAPY]: ["Self-pay", "Medicare", "Aetna"],
    }


def broken_fields(document):
    """{field: what was left out} of the problems with ways to pay."""
    found = [p for p in problems(document) if p.step == "cost" and p.stops]
    return {p.path: p.sentence.split(": ")[1].split(". ")[0] for p in found}


def test_what_is_known_of_no_treatment_is_named_and_marked(client):
    provider = published(clinic(INFUSION, "ketamine-injection", payment=["self-pay", "medicare"]))
    text = client.get(provider.get_absolute_url()).content.decode()
    assert "Also named: Medicare. It is not stated for what: ask." in " ".join(text.split())
    assert found(client, payment="medicare") == 0


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        ({}, {"payments-0-options"}),  # Medicare is not known to pay for infusions: say what does
        ({INFUSION: ["self-pay"]}, set()),
        ({INFUSION: ["self-pay", "medicare"]}, set()),
        ({INFUSION: ["tricare"]}, {"payments-0-options"}),
        ({THERAPY: ["self-pay"]}, {"payments-0-options"}),
    ],
)
def test_ways_to_pay_are_refused_at_the_field_of_the_treatment(apart, expected):
    assert stopped(clinic(INFUSION, THERAPY, payment=["self-pay", "medicare"], apart=apart)) == expected


def test_where_one_way_holds_for_all_nothing_is_asked_by_treatment():
    assert stopped(clinic(INFUSION, SPRAY, THERAPY, payment=["self-pay", "superbill"])) == set()


def draft(document):
    """A listing that is being written."""
    row = Submission.objects.create(owner=factories.user(), document=documents.to_json(document))
    return row, row.address_of("cost")


def test_the_form_asks_once_and_folds_away_what_may_differ(client):
    row, address = draft(clinic(INFUSION, THERAPY, payment=["self-pay"]))
    client.force_login(row.owner)
    page = client.get(address).content.decode()
    assert page.count('<details class="more">') == 2
    assert "as above" in page
    infusion = page.partition('name="payments-0-treatment"')[2].partition("payments-1-treatment")[0]
    assert 'value="medicare"' in infusion
    assert 'value="tricare"' not in infusion  # the law excludes it
    alone, address = draft(clinic(INFUSION, payment=["self-pay"]))
    client.force_login(alone.owner)
    assert "Does a treatment differ?" not in client.get(address).content.decode()


def test_what_differs_is_saved_shown_again_and_sent(client):
    row, address = draft(clinic(INFUSION, THERAPY, payment=["self-pay"]))
    client.force_login(row.owner)
    page = client.get(address)
    typed = {
        "seen": page.context["seen"], "action": "continue", "payment_options": ["self-pay", "medicare"],
        "costs-0-treatment": INFUSION, "costs-0-session_low": "100", "costs-0-sessions": "1",
        "payments-0-treatment": INFUSION, "payments-1-treatment": THERAPY,
    }  # fmt: skip
    refused = client.post(address, typed)
    text = refused.content.decode()
    assert refused.status_code == 200
    assert "not known to pay for Ketamine infusion (IV): Medicare" in text
    assert '<details class="more" open>' in text
    typed |= {"seen": refused.context["seen"], "payments-0-options": ["self-pay"]}
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert row.typed.cost.payments == [PaymentRow(INFUSION, ["self-pay"])]
    assert "Ketamine infusion (IV):\n          Self-pay" in client.get(address).content.decode()


def test_the_moderator_reads_ways_to_pay_by_treatment_and_what_was_left_out():
    document = clinic(INFUSION, THERAPY, payment=["medicare"], apart={INFUSION: ["self-pay", "superbill"]})
    (cost,) = [section for section in Reader().sections(document) if section.step == "cost"]
    (apart,) = [f for f in cost.fields if f.label == "Ways to pay by treatment"]
    assert [line.text for line in apart.proposed] == ["Ketamine infusion (IV), Self-pay + Superbill"]


@pytest.mark.parametrize(
    ("document", "outcome", "lines"),
    [
        (
            lambda: clinic(INFUSION, THERAPY, payment=["medicare"]),
            "look",
            {("Ways to pay: Ketamine infusion (IV)", "Medicare")},
        ),
        (
            lambda: clinic(INFUSION, THERAPY, payment=["self-pay"], apart={INFUSION: ["tricare"]}),
            "alarm",
            {("Ways to pay: Ketamine infusion (IV)", "TRICARE")},
        ),
        (
            lambda: listing(PSILOCYBIN, "OR", "psilocybin-center", ages=["adolescents", "adults"]),
            "alarm",
            {("Ages", "Adolescents (13 to 17)")},
        ),
        (lambda: clinic(INFUSION, THERAPY, payment=["self-pay"]), "plausible", set()),
    ],
)
def test_the_moderators_check_repeats_ages_and_ways_to_pay_by_law(document, outcome, lines):
    found = wording.law(document())
    assert found.outcome == outcome
    assert {(what, ours) for what, ours, *_rest in found.rows if ours} == lines


def test_a_new_treatments_ways_to_pay_wait_with_it_and_others_go_live_at_once():
    owner = factories.user()
    provider = published(clinic(INFUSION, THERAPY, payment=["self-pay"]), owner)
    edit = Submission.objects.edit_of(provider, by=owner)
    edit.document["review"] = factories.document()["review"]
    edit.document["care"]["offers"].append(
        {"treatment": SPRAY, "where": ["p1"], "conditions": ["depression"]}
    )
    edit.document["cost"]["payments"] = [
        {"treatment": THERAPY, "options": ["self-pay", "aetna"]},
        {"treatment": SPRAY, "options": ["medicare"]},
    ]
    edit.save()
    labels, waits = submitting.submit(edit, by=owner)
    assert "Ways to pay by treatment" in labels
    assert waits
    provider.refresh_from_db()
    assert provider.listing.cost.payments == [PaymentRow(THERAPY, ["self-pay", "aetna"])]
    assert InstantChange.objects.get().rows[0][2]
    edit.refresh_from_db()
    assert PaymentRow(SPRAY, ["medicare"]) in edit.typed.cost.payments


def test_ways_to_pay_of_what_is_no_longer_offered_leave_with_it():
    document = clinic(INFUSION, THERAPY, payment=["self-pay"], apart={THERAPY: ["aetna"], INFUSION: []})
    document.care.offers.pop()
    assert tables.published_form(document).cost.payments == []


def test_a_listing_of_before_ways_were_said_by_treatment_is_read_and_found(client):
    provider = published(clinic(INFUSION, THERAPY, payment=["self-pay"]))
    del provider.document["cost"]["payments"]
    provider.save(update_fields=["document"])
    provider = Provider.objects.get(pk=provider.pk)
    with public_change(provider, confirms=False, record=None, mail=None):
        pass
    assert found(client, THERAPY, payment="self-pay") == 1
    assert client.get(provider.get_absolute_url()).status_code == 200


def test_the_interface_says_ways_to_pay_by_treatment(client):
    published(clinic(INFUSION, THERAPY, payment=["self-pay", "medicare"]))
    (item,) = client.get("/api/v1/providers").json()["providers"]
    assert item["payments"] == [
        {"treatment": INFUSION, "options": ["self-pay"]},
        {"treatment": THERAPY, "options": ["self-pay", "medicare"]},
    ]


def test_psilocybin_and_talking_at_one_center_keep_their_own_ways(client):
    document = listing(PSILOCYBIN, "OR", "psilocybin-center", payment=["self-pay", "medicare"])
    document.care.offers.append(OfferRow(THERAPY, ["p1"], ["depression"]))
    assert {p.path for p in stopping(document) if p.step == "cost"} == {"payments-0-options"}
    published(document)
    assert found(client, PSILOCYBIN, payment="medicare") == 0
