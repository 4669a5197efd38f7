"""Claims: what stops, what is warned about, what passes."""

import pytest

from listings.checks import contact, wording
from listings.checks.claims import CONTACT, KINDS, RULES, WORDING, findings
from listings.checks.clauses import sentences
from listings.checks.text_language import language_of
from listings.steps.rules import problems
from providers.document import schema as documents
from tests import factories
from tests.listings import held_back_sentences as held_back
from tests.listings import unseen_sentences as unseen
from tests.listings.claim_sentences import MORE_PASSES, MORE_STOPS, MORE_WARNS, PASSES, STOPS, WARNS
from tests.listings.varied_sentences import CLAIMS, HONEST

MUST_STOP = [(name, text) for table in (STOPS, MORE_STOPS) for name in table for text in table[name]]
MUST_WARN = [(name, text) for table in (WARNS, MORE_WARNS) for name in table for text in table[name]]


@pytest.mark.parametrize(("name", "text"), MUST_STOP)
def test_contact_data_and_unlawful_offers_stop(name, text):
    assert name in [rule.name for rule in findings(text) if rule.stops]


@pytest.mark.parametrize(("name", "text"), MUST_WARN)
def test_a_claim_is_warned_about_and_stops_nothing(name, text):
    found = findings(text)
    assert name in [rule.name for rule in found]
    assert not any(rule.stops for rule in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("schedule I, offered", "MDMA\u2011assisted therapy is available here."),
        ("schedule I, offered", "We offer M\u200bDMA sessions."),
        ("cure", "\uff23\uff55\uff52\uff45\uff53 depression."),
        ("guarantee", "A guar\u00adanteed relief."),
    ],
)
def test_a_claim_is_read_as_a_reader_sees_it(name, text):
    assert name in [rule.name for rule in findings(text)]


@pytest.mark.parametrize("text", PASSES + MORE_PASSES)
def test_an_honest_sentence_passes(text):
    assert [rule.name for rule in findings(text)] == []


@pytest.mark.parametrize(
    ("claims", "honest"), [(CLAIMS, HONEST), (unseen.CLAIMS, unseen.HONEST)], ids=["varied", "unseen"]
)
def test_of_sentences_in_many_words_97_in_100_are_judged_rightly(claims, honest):
    missed = [text for text in claims if not findings(text)]
    accused = {text: [rule.name for rule in findings(text)] for text in honest if findings(text)}
    assert (len(missed) <= 0.03 * len(claims), len(accused) <= 0.03 * len(honest)) == (True, True), (
        missed,
        accused,
    )


def test_of_sentences_that_mended_no_rule_three_claims_in_four_are_found_and_nobody_honest_is_accused():
    found = [text for text in unseen.CLAIMS_UNMENDED if findings(text)]
    assert len(found) >= 0.75 * len(unseen.CLAIMS_UNMENDED)
    assert [text for text in unseen.HONEST_UNMENDED if findings(text)] == []


def test_sentences_that_were_held_back_are_judged_rightly_but_for_those_that_are_known():
    claims, honest = (
        [text for lot in ("FIRST", "SECOND", "THIRD") for text in getattr(held_back, f"{lot}_{kind}")]
        for kind in ("CLAIMS", "HONEST")
    )
    missed = [text for text in claims if not findings(text)] + [text for text in honest if findings(text)]
    assert missed == held_back.MISSED


@pytest.mark.parametrize(
    ("honest", "claim"),
    [
        ("Anyone who promises a cure is selling something.", "Anyone can take it. We promise a cure."),
        ("To call it a miracle would be a lie.", "Everything you heard is false: it is a miracle."),
        ("If you want a guarantee, we are the wrong place.", "If you want relief, we guarantee it."),
        ("There is no risk to your place on the list.", "There is no risk to your health."),
        ("The fastest way to reach us is a message.", "The fastest way to lift depression."),
        ("Please do not throw away your medication.", "You can throw away your pills for good."),
        ("Prohíben las normas garantizar resultados.", "Sin duda, la mejor clínica de la ciudad."),
    ],
)
def test_what_stands_around_the_words_decides_whether_they_claim(honest, claim):
    assert [rule.name for rule in findings(honest)] == []
    assert findings(claim)


def test_every_rule_has_a_reason_and_sentences():
    assert {rule.name for rule in RULES} == {*STOPS, *MORE_STOPS, *WARNS, *MORE_WARNS}
    assert all(str(rule.reason).endswith(".") for rule in RULES)
    assert {rule.name for rule in RULES if rule.stops} == {*STOPS, *MORE_STOPS}
    assert all(set(kind.FINDERS) <= {rule.name for rule in RULES} for kind in KINDS)


@pytest.mark.parametrize("text", [*(text for _name, text in MUST_STOP + MUST_WARN), *CLAIMS, *unseen.CLAIMS])
def test_no_rule_is_left_out_that_a_sentence_breaks(text):
    read = list(sentences(contact.plainly(text)))
    broken = {rule.name for rule in RULES if rule.name in WORDING and any(map(rule.finds, read))}
    assert {rule.name for rule in findings(text)} - CONTACT == broken


def test_a_long_text_of_any_kind_is_read_in_linear_time():
    for text in ("five " * 2000, "a" * 9000, "1 " * 5000, "ketamine " * 1000, "@" * 9000, "no " * 3000):
        findings(text)  # a pattern that runs away would take hours


@pytest.mark.parametrize("role", ["psilocybin-facilitator", "psilocybin-center"])
def test_licensed_facilitators_may_speak_of_psilocybin_sessions(role):
    text = "We offer psilocybin sessions, one day at a time."
    assert findings(text, role=role) == []
    assert [rule.name for rule in findings(text, role="psychiatrist")] == ["psilocybin, offered"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We talk first. Nothing is given at a first visit.", "en"),
        ("Monitoring, screening, nurse present.", "en"),
        ("Atendemos con calma y hablamos de su historia.", "es"),
        ("Wir beginnen mit einem langen Gespräch und sehen uns Ihre Geschichte an.", ""),
        ("Começamos com uma longa conversa sobre a sua história.", ""),
        ("我们先谈谈您的病史。", ""),
    ],
)
def test_the_language_of_a_text_is_known_or_not(text, language):
    assert language_of(text) == language


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("Wir heilen jede Depression mit unserer Infusion, und zwar für immer.", "unchecked", "Not read"),
        ("La ketamina cura la depresión y garantizamos resultados.", "look", "promises an outcome"),
        ("Hablamos primero. No se da nada en la primera visita.", "plausible", ""),
    ],
)
def test_spanish_is_read_and_another_language_is_never_called_clean(text, outcome, words):
    document = documents.read_document(factories.document(about={"approach": text}))
    found = wording.wording(document)
    assert found.outcome == outcome
    assert words in " ".join(row[2] for row in found.rows)
    assert ("Nothing that a regulator" in found.detail) == (outcome == "plausible")


# --- In a listing -------------------------------------------------------------------------------------


def found(**parts):
    """Pairs of path and whether it stops, for a complete document with some parts replaced."""
    return [(p.path, p.stops) for p in problems(documents.read_document(factories.document(**parts)))]


@pytest.mark.django_db
def test_wording_warns_and_what_is_unlawful_stops_at_its_field():
    assert found(about={"approach": "Results guaranteed."}) == [("approach", False)]
    for text in ("Call 512-555-0143.", "We offer MDMA sessions.", "We are at 99 Sample Street."):
        assert found(about={"approach": text}) == [("approach", True)]


@pytest.mark.django_db
def test_a_hidden_street_stands_in_no_text():
    place = {**factories.document()["places"]["places"][0], "street": "Rural Route 2", "shows_street": False}
    parts = {"places": {"places": [place]}, "about": {"approach": "Turn left at rural route 2, please."}}
    assert found(**parts) == [("approach", True)]


@pytest.mark.django_db
def test_a_license_is_no_address_and_no_telephone_number():
    row = {**factories.document()["licenses"]["licenses"][0], "supervised_by": "Robin Sample, LCSW 51255"}
    every = ["prescribes", "in-the-room", "integrates"]
    people = [{"key": "c1", "parts": every, "name": "Sam Sample", "license": "Physician, TX 36412"}]
    assert found(licenses={"licenses": [row]}, you={"people": people}) == []
