"""What was typed into the wrong box is offered as the search that was meant."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.utils.http import urlencode

from providers import vocabulary
from providers.models import Place, PlaceRelease
from providers.models.eligibility import LicenseType
from providers.results import everyday_words as everyday_words_module
from providers.results.everyday_words import FLAGS
from providers.results.forms import SearchForm
from providers.results.suggestion import LONGEST_PHRASE, suggestion_for
from providers.text_folding import fold
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bend():
    """Bend with its ZIP code, and three listings there."""
    rows = [
        ("city", "Bend", "bend", "", 99_000),
        ("city", "Spanish Fork", "spanishfork", "", 42_000),
        ("zip", "97701", "97701", "Bend", 0),
        ("state", "Oregon", "oregon", "", 4_000_000),
    ]
    for kind, name, folded, city, population in rows:
        Place.objects.create(
            kind=kind, name=name, folded=folded, slug=name.lower().replace(" ", "-"),
            state="OR", city=city, population=population, latitude=44.06, longitude=-121.31,
        )  # fmt: skip
    PlaceRelease.objects.create(checksum="asked-tests")
    call_command("load_legal_status")
    where = {"city": "Bend", "zip_code": "97701", "latitude": 44.06, "longitude": -121.31}
    rows = [
        ("marriage-and-family-therapist", "integration-therapy", "medicaid", "spanish"),
        ("psychiatrist", "ketamine-infusion", "aetna", "german"),
        ("psychiatrist", "esketamine", "aetna", "german"),
    ]
    for role, treatment, payment, language in rows:
        row = factories.listed_provider(
            role=role,
            treatment=treatment,
            state="OR",
            place=where,
            payment_options=[payment],
            languages=[language],
        )
        factories.license(row, state="OR", type=LicenseType.LMFT)
        factories.index(row)


@pytest.mark.parametrize(
    ("typed", "label", "query"),
    [
        ("near=ketamine+97701",
         "Treatment: Ketamine infusion (IV), Ketamine injection (IM), Oral or under-the-tongue ketamine "
         "or Group ketamine therapy near 97701 (Bend, OR)",
         "near=97701&treatment=group-ketamine-therapy"),
        ("near=esketamine+near+me", "Treatment: Esketamine nasal spray (Spravato)", "treatment=esketamine"),
        ("near=esketamine", "Treatment: Esketamine nasal spray (Spravato)", "treatment=esketamine"),
        ("near=Spravato+in+Bend,+OR", "Treatment: Esketamine nasal spray (Spravato) near Bend, OR",
         "near=Bend%2C+OR&treatment=esketamine"),
        ("near=therapist+who+takes+Medicaid+in+Bend",
         "Payment and insurance: Medicaid; “therapist” near Bend, OR",
         "near=Bend%2C+OR&payment=medicaid&q=therapist"),
        ("q=therapist+who+takes+Medicaid+in+Bend",
         "Payment and insurance: Medicaid; “therapist” near Bend, OR",
         "near=Bend%2C+OR&payment=medicaid&q=therapist"),
        ("near=therapist+who+takes+TRICARE+in+Bend", "Everyone near Bend, OR", "near=Bend%2C+OR"),
        ("near=magic+mushroom+therapy+Bend", "Everyone near Bend, OR", "near=Bend%2C+OR"),
        ("q=Spanish+speaking", "Language: Spanish", "language=spanish"),
        ("near=Bend&q=medicaid", "Payment and insurance: Medicaid near Bend, OR",
         "near=Bend%2C+OR&payment=medicaid"),
        ("q=psychiatrist+97701", "“psychiatrist” near 97701 (Bend, OR)", "near=97701&q=psychiatrist"),
        ("near=psychiatrist+OR", "“psychiatrist” near Oregon", "near=Oregon&q=psychiatrist"),
        ("near=german+Spanish+Fork", "Language: German near Spanish Fork, OR",
         "near=Spanish+Fork%2C+OR&language=german"),
    ],
)  # fmt: skip
def test_what_was_meant_is_offered(client, typed, label, query):
    found = suggestion_for(SearchForm(QueryDict(typed)))
    assert found.label == label
    assert found.query.startswith(query)
    page = client.get(f"/providers/?{typed}").content.decode()
    assert found.query.replace("&", "&amp;") in page
    answer = client.get(f"/providers/?{found.query}")
    assert answer.context["page"].results.total == found.total > 0


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "near=Bend,+OR",
        "near=97701",
        "near=Bend,+OR+97701",
        "q=Test+Provider",
        "q=psychiatrist",
        "near=qqqzzzxx",
        "near=near+me",
        "near=esketamine&radius=-1",
        "near=%00",
        "q=" + "x+" * 200,
    ],
)
def test_nothing_is_offered_where_nothing_else_was_meant(typed):
    assert suggestion_for(SearchForm(QueryDict(typed))) is None


@pytest.mark.parametrize(
    "typed",
    [
        "q=johnson+smith+jones+miller+wilson+moore+taylor+harris+clark+lewis",
        "q=psychiatrist+johnson+smith+jones+miller+wilson+moore+taylor+harris+clark",
    ],
)
def test_many_words_are_not_looked_up_one_by_one(typed, django_assert_max_num_queries):
    form = SearchForm(QueryDict(typed))
    assert form.is_valid()
    suggestion_for(form)
    with django_assert_max_num_queries(2):
        assert suggestion_for(form) is None


def test_a_hamlet_is_not_meant_by_one_word():
    Place.objects.filter(folded="bend").update(population=999)
    PlaceRelease.objects.update(checksum="asked-hamlet")
    assert suggestion_for(SearchForm(QueryDict("q=psychiatrist+Bend"))) is None
    assert (
        suggestion_for(SearchForm(QueryDict("q=psychiatrist+Bend+OR"))).label
        == "“psychiatrist” near Bend, OR"
    )


def everyday_words():
    """(what somebody types, what is understood)."""
    lines = (Path(__file__).parent / "data" / "said_for_filters.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.fixture
def everything():
    """One listing that says all there is to say, so that nothing is missing for want of anybody."""
    terms = vocabulary.read_vocabulary()
    slugs = {group: [term.slug for term in terms[group]] for group in terms}
    row = factories.listed_provider(
        state="OR", telehealth=["OR"], conditions=slugs["condition"], payment_options=slugs["payment"],
        languages=slugs["language"], communities=slugs["community"], place={"access": slugs["access"]},
    )  # fmt: skip
    for treatment in slugs["treatment"]:
        factories.offer(row, treatment, row.locations.get(), slugs["condition"])
    for type in LicenseType:
        factories.license(row, state="OR", type=type)
    factories.index(row)
    return row


@pytest.mark.parametrize(("typed", "understood"), everyday_words())
@pytest.mark.parametrize("box", ["q", "near"])
def test_what_people_say_is_understood_as_the_filter_and_named_so(everything, client, box, typed, understood):
    form = SearchForm(QueryDict(urlencode({box: typed})))
    if box == "near" and form.is_valid():
        pytest.skip("a place is called so")
    meant = suggestion_for(form)
    assert meant.label == understood
    answer = client.get(f"/providers/?{meant.query}").context["page"]
    assert (answer.asks_state, answer.results.total > 0) == (meant.asks_state, not meant.asks_state)
    assert answer.results.total == meant.total
    chips = [chip.name for chip in answer.chips]
    assert chips
    assert "any insurance" in understood or all(name in understood for name in chips)


def test_every_phrase_of_the_file_leads_to_terms_that_are_offered():
    known = {(group, term.slug) for group, terms in vocabulary.read_vocabulary().items() for term in terms}
    for phrase, meaning in everyday_words_module._phrases().items():
        assert meaning.group in FLAGS or {(meaning.group, slug) for slug in meaning.slugs} <= known, phrase
        assert fold(phrase) == phrase
        assert len(phrase.split()) <= LONGEST_PHRASE


def test_free_says_what_there_is_and_never_a_step_free_entrance(client):
    factories.listed_provider(place={"access": ["step-free"]})
    factories.listed_provider(payment_options=["sliding-scale"])
    page = client.get("/providers/?q=free").content.decode()
    assert "Payment and insurance: Sliding scale or No-cost trial" in page
    assert "No listing says that its care is free." in page
    assert "access=step-free" not in page.partition('id="filters"')[0]
    step_free = suggestion_for(SearchForm(QueryDict("q=step-free")))
    assert (step_free.label, step_free.query) == ("Access: Step-free entrance", "access=step-free")


@pytest.mark.parametrize("typed", ["q=Portuguese", "q=ketamine+for+vets", "q=zzz+Portuguese"])
def test_what_is_understood_and_nobody_says_is_said_so(client, typed):
    meant = suggestion_for(SearchForm(QueryDict(typed)))
    assert meant.label
    assert (meant.query, meant.total) == ("", 0)
    page = client.get(f"/providers/?{typed}").content.decode()
    assert f"We understood this as “{meant.label}”. Nobody listed says so." in page


def test_a_town_under_the_wrong_state_is_no_search_for_words(client):
    factories.listed_provider(display_name="Chicago Person")
    assert suggestion_for(SearchForm(QueryDict("near=Chicago,+OR"))) is None
    page = client.get("/providers/?near=Chicago,+OR").content.decode()
    assert page.count("Did you mean:") == 1
    assert ">Oregon</a>" in page


def test_what_nobody_fits_at_a_place_is_quoted_once(client):
    page = client.get("/providers/?near=therapist+who+takes+TRICARE+in+Bend").content.decode()
    assert "Nobody listed fits this: Payment and insurance: TRICARE; “therapist” near Bend, OR." in page


def test_a_word_that_is_passed_over_is_named(client):
    meant = suggestion_for(SearchForm(QueryDict("q=esketamine+blorp")))
    assert meant.remarks == ("No listing has “blorp”, so this search is without.",)
    assert "No listing has “blorp”" in client.get("/providers/?q=esketamine+blorp").content.decode()


@pytest.mark.parametrize(
    ("typed", "slug", "said"),
    [
        ("MDMA", "mdma", "MDMA is not lawful outside trials."),
        ("molly", "mdma", "MDMA is not lawful outside trials."),
        ("mdma therapist", "mdma", "MDMA is not lawful outside trials."),
        ("Ibogaine", "ibogaine", "Ibogaine is not lawful outside trials."),
        ("ibogaine treatment Bend", "ibogaine", "Ibogaine is not lawful in Oregon outside trials."),
        ("ayahuasca", "ayahuasca-dmt", "Ayahuasca (DMT) is not lawful outside trials."),
        ("DMT", "ayahuasca-dmt", "Ayahuasca (DMT) is not lawful outside trials."),
        ("LSD", "lsd", "LSD is not lawful outside trials."),
        (
            "COMP360",
            "comp360-synthetic-psilocybin",
            "COMP360 (synthetic psilocybin) is not lawful outside trials.",
        ),
    ],
)
@pytest.mark.parametrize("box", ["q", "near"])
def test_a_substance_that_nobody_can_offer_leads_to_its_row_of_law(client, box, typed, slug, said):
    page = client.get("/providers/", {box: typed}).content.decode()
    assert said in page
    assert f'href="/legal-status/#{slug}"' in page
    assert f'id="{slug}"' in client.get("/legal-status/").content.decode()


@pytest.mark.parametrize("typed", ["5-MeO-DMT", "telehealth", "medicines"])
def test_a_word_that_only_resembles_a_substance_leads_to_no_law(typed):
    meant = suggestion_for(SearchForm(QueryDict(urlencode({"q": typed}))))
    assert meant is None or meant.notices == ()


def test_a_word_with_a_typing_error_is_said_as_what_it_was_taken_for(client):
    factories.listed_provider(conditions=["depression"])
    page = client.get("/providers/?q=depressoin").content.decode()
    assert "Condition: Depression" in page
    assert "We took “depressoin” for “depression”." in page


@pytest.mark.parametrize("typed", ["Grier", "Harmon", "Carter", "Expression", "Clark", "Pailn", "johnson"])
def test_a_name_that_resembles_a_word_of_a_filter_is_not_taken_for_it(typed):
    assert suggestion_for(SearchForm(QueryDict(urlencode({"q": typed})))) is None


def test_a_page_without_results_says_what_no_listing_has_and_what_it_understood(client):
    factories.listed_provider(conditions=["ptsd"])
    text = client.get("/providers/?q=PTSD").content.decode()
    assert "<h1>No listing has “PTSD”</h1>" in text
    assert ">Condition: PTSD</a>" in text
    assert "Nobody fits these filters" not in text
