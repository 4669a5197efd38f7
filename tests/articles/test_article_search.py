"""The search of articles: it understands what was meant, says what it did, and finds the right article."""

import re

import pytest
from django.core.management import call_command

from articles import publishing
from articles.models import Article
from articles.search.asking import ask
from articles.search.documents import index
from tests import factories

pytestmark = pytest.mark.django_db

EFFECTS, VISIT, DIFFER = (
    "side-effects-of-ketamine-and-esketamine",
    "what-happens-at-a-visit",
    "spravato-and-ketamine",
)
HOME, COST = "ketamine-at-home", "what-it-costs-and-what-insurance-pays"
ECT = "ketamine-or-ect-and-trials-that-found-no-difference"
SUICIDE, PTSD = "suicidal-thoughts-what-these-treatments-can-do", "ptsd-ketamine-mdma-and-what-failed"
ALCOHOL, SMALL = "alcohol-what-trials-of-psilocybin-found", "ocd-childbirth-and-chronic-pain"
PSILOCYBIN, AFTER = "psilocybin-what-trials-found", "preparation-integration-and-difficulties-that-last"
KETAMINE, CHOOSE = "ketamine-for-depression", "how-to-choose-a-provider"
LAW = "psilocybin-services-where-they-are-lawful"

#: What readers may type, and the article that answers it. Written before the search was first measured (30 of
#: 40); stems, spelling and concepts were then mended for all questions and none was changed here (38 of 40).
QUESTIONS = [
    ("is ketamine safe", EFFECTS),
    ("side effects", EFFECTS),
    ("ketamine side efects", EFFECTS),
    ("ketamina efectos secundarios", EFFECTS),
    ("can I breastfeed on spravato", EFFECTS),
    ("bladder problems ketamine", EFFECTS),
    ("is ketamine addictive", EFFECTS),
    ("how long until I can drive after spravato", VISIT),
    ("what to expect first ketamine appointment", VISIT),
    ("can I eat before esketamine", VISIT),
    ("who takes me home after the session", VISIT),
    ("difference between spravato and ketamine", DIFFER),
    ("esketamine vs ketamine", DIFFER),
    ("is esketamine approved", DIFFER),
    ("ketamine lozenges at home", HOME),
    ("mail order ketamine telehealth", HOME),
    ("compounded ketamine fda warning", HOME),
    ("does medicare pay for spravato", COST),
    ("how much does ketamine cost", COST),
    ("can I use my HSA for psilocybin", COST),
    ("insurance", COST),
    ("ketamine or electroshock", ECT),
    ("ECT memory loss", ECT),
    ("ketamine no better than placebo", ECT),
    ("my son wants to kill himself", SUICIDE),
    ("suicidal thoughts", SUICIDE),
    ("suicide prevention ketamine", SUICIDE),
    ("ptsd veteran ketamine", PTSD),
    ("MDMA therapy", PTSD),
    ("ecstasy for trauma", PTSD),
    ("mushrooms for drinking problem", ALCOHOL),
    ("alcoholism", ALCOHOL),
    ("OCD", SMALL),
    ("postpartum depression esketamine", SMALL),
    ("fibromyalgia", SMALL),
    ("magic mushrooms depression", PSILOCYBIN),
    ("cancer anxiety psilocybin", PSILOCYBIN),
    ("bad trip months ago still feel strange", AFTER),
    ("are mushrooms legal in oregon", LAW),
    ("how do I find a good clinic", CHOOSE),
]
#: Three lists of the same size, each written afresh and measured before anything was mended for it: 29, 33
#: and 34 of 40 then.
FRESH = [
    ("does ketamine raise blood pressure", EFFECTS),
    ("nausea after ketamine infusion", EFFECTS),
    ("can you get hooked on ketamine", EFFECTS),
    ("dissociation dizziness percent", EFFECTS),
    ("liver damage esketamine", EFFECTS),
    ("how long does a spravato session take", VISIT),
    ("do I need somebody to drive me", VISIT),
    ("what happens during ketamine treatment", VISIT),
    ("fasting before infusion", VISIT),
    ("spravato or iv ketamine which is better", DIFFER),
    ("is ketamine fda approved for depression", DIFFER),
    ("nasal spray vs infusion", DIFFER),
    ("at home ketamine tablets safe?", HOME),
    ("online ketamine prescription", HOME),
    ("ketamine troches by mail", HOME),
    ("price of ketamine infusions", COST),
    ("will my insurance cover esketamine", COST),
    ("medicaid spravato", COST),
    ("superbill", COST),
    ("ketamine compared to shock therapy", ECT),
    ("studies where ketamine did not work", ECT),
    ("midazolam placebo trial no difference", ECT),
    ("ketamine for suicidal ideation", SUICIDE),
    ("I dont want to live anymore", SUICIDE),
    ("mdma assisted therapy fda rejection", PTSD),
    ("treatment for combat trauma", PTSD),
    ("post traumatic stress ketamine trial", PTSD),
    ("psilocybin for drinking problem", ALCOHOL),
    ("magic mushrooms to quit alcohol", ALCOHOL),
    ("ketamine postpartum depression", SMALL),
    ("obsessive compulsive disorder", SMALL),
    ("fibromyalgia nerve pain", SMALL),
    ("do mushrooms help depression", PSILOCYBIN),
    ("psilocybin end of life cancer anxiety", PSILOCYBIN),
    ("bad trip what to do afterwards", AFTER),
    ("integration therapy", AFTER),
    ("how fast does ketamine work", KETAMINE),
    ("questions to ask a ketamine clinic", CHOOSE),
    ("how do I find a qualified therapist", CHOOSE),
    ("is psilocybin legal in oregon", LAW),
]
FRESHER = [
    ("spravato side effects", EFFECTS),
    ("risks of long term ketamine use", EFFECTS),
    ("ketamine while pregnant", EFFECTS),
    ("who should not take ketamine", EFFECTS),
    ("headache and vomiting after spravato", EFFECTS),
    ("can I drive home after esketamine", VISIT),
    ("how long do they watch you after the dose", VISIT),
    ("first session what to bring", VISIT),
    ("REMS monitoring two hours", VISIT),
    ("is spravato the same as ketamine", DIFFER),
    ("off-label ketamine", DIFFER),
    ("esketamine nasal spray approval depression", DIFFER),
    ("ketamine sent to my house", HOME),
    ("sublingual ketamine telemedicine", HOME),
    ("is it safe to take ketamine alone at home", HOME),
    ("how expensive is spravato without insurance", COST),
    ("prior authorization esketamine", COST),
    ("does blue cross cover ketamine", COST),
    ("out of pocket cost psilocybin session", COST),
    ("ECT vs ketamine which works better", ECT),
    ("electroconvulsive therapy", ECT),
    ("ketamine during surgery anesthesia depression trial", ECT),
    ("suicide risk and esketamine", SUICIDE),
    ("my daughter is suicidal", SUICIDE),
    ("emergency ketamine suicidal thoughts hospital", SUICIDE),
    ("MDMA PTSD results", PTSD),
    ("why did the fda turn down mdma", PTSD),
    ("ketamine for veterans with PTSD", PTSD),
    ("psilocybin alcohol use disorder trial", ALCOHOL),
    ("stop drinking with mushrooms", ALCOHOL),
    ("ketamine for OCD", SMALL),
    ("baby blues esketamine c-section", SMALL),
    ("chronic pain infusion", SMALL),
    ("psilocybin depression study results", PSILOCYBIN),
    ("psilocybin compared with escitalopram", PSILOCYBIN),
    ("how to prepare for a psychedelic session", AFTER),
    ("feeling unreal weeks after a trip", AFTER),
    ("does ketamine help treatment resistant depression", KETAMINE),
    ("red flags of ketamine clinics", CHOOSE),
    ("can I legally do mushrooms in colorado", LAW),
]
FRESHEST = [
    ("how dangerous is ketamine", EFFECTS),
    ("dissociation ketamine common", EFFECTS),
    ("heart problems and esketamine", EFFECTS),
    ("urinary tract damage from ketamine", EFFECTS),
    ("sedation sleepiness spravato", EFFECTS),
    ("what is an infusion appointment like", VISIT),
    ("when can I drive again", VISIT),
    ("should I skip breakfast before ketamine", VISIT),
    ("what happens at the clinic on the day", VISIT),
    ("differences esketamine ketamine", DIFFER),
    ("spravato fda approved since when", DIFFER),
    ("ketamine versus spravato evidence", DIFFER),
    ("home ketamine therapy warning", HOME),
    ("ketamine lozenge telehealth company", HOME),
    ("compounded ketamine dangers", HOME),
    ("ketamine cost per session", COST),
    ("does insurance pay for iv ketamine", COST),
    ("medicare esketamine coverage", COST),
    ("how to get reimbursed with a superbill", COST),
    ("is ketamine as good as ECT", ECT),
    ("trials that failed ketamine placebo", ECT),
    ("electroshock alternatives", ECT),
    ("ketamine suicidality evidence", SUICIDE),
    ("wants to end his life", SUICIDE),
    ("does spravato reduce suicide", SUICIDE),
    ("mdma for trauma", PTSD),
    ("PTSD treatment with ketamine did it work", PTSD),
    ("lykos mdma fda", PTSD),
    ("alcoholism psilocybin", ALCOHOL),
    ("heavy drinking days psilocybin study", ALCOHOL),
    ("ketamine after giving birth", SMALL),
    ("OCD psychedelic treatment", SMALL),
    ("ketamine for complex regional pain syndrome", SMALL),
    ("mushroom therapy for major depression", PSILOCYBIN),
    ("psilocybin single dose 25 mg", PSILOCYBIN),
    ("flashbacks after psychedelics", AFTER),
    ("integration sessions after ketamine", AFTER),
    ("ketamine antidepressant how long does it last", KETAMINE),
    ("how to check a provider's license", CHOOSE),
    ("oregon psilocybin service center who can go", LAW),
]


@pytest.fixture
def library():
    """The works and the articles."""
    call_command("load_articles", verbosity=0)


@pytest.mark.parametrize("questions", [QUESTIONS, FRESH, FRESHER, FRESHEST])
def test_forty_questions_find_the_right_article_among_the_first_three(library, questions):
    slugs = dict(Article.objects.values_list("pk", "slug"))
    missed = {}
    for question, right in questions:
        first = [slugs[pk] for pk in ask(question).pks[:3]]
        if right not in first:
            missed[question] = first
    assert len(questions) == 40
    assert len(missed) <= 4, missed


def found(question):
    return list(Article.objects.in_bulk(ask(question).pks).values())


@pytest.mark.parametrize("word", ["rejection", "ideation", "quit"])
def test_an_english_word_is_not_taken_for_another_one(library, word):
    assert ask(f"ketamine {word}").corrected == []


def test_stems_accents_and_beginnings_are_the_same_word():
    factories.reference()
    article = factories.article("Infusions of Ketámine eased many studies.[@doe2021]")
    for question in ("infusion", "ketamine", "ketam", "study", "easing"):
        assert found(question) == [article], question


def test_a_misspelt_word_is_understood_and_the_page_says_so(client):
    factories.reference()
    article = factories.article("About psilocybin.[@doe2021]")
    html = client.get("/articles/?q=psylocibin").content.decode()
    assert article.title in html
    assert "Nothing here says “psylocibin”; we looked for “psilocybin”." in html
    assert ask("psilocybin").corrected == []


def test_the_page_shows_the_sentence_that_was_found_and_marks_its_words(client):
    factories.reference()
    factories.article(
        "First one. " * 40 + "Nausea &amp; a <b>spray</b> may meet.[@doe2021] Then more nausea."
    )
    html = client.get("/articles/?q=spray+nausea").content.decode()
    assert "<mark>Nausea</mark> &amp; a &lt;b&gt;<mark>spray</mark>&lt;/b&gt; may meet." in html
    assert "First one. First" not in html


def test_a_question_about_a_word_of_the_glossary_is_answered_at_once(client):
    html = client.get("/articles/?q=what+is+remission").content.decode()
    assert "So few symptoms are left" in html
    assert 'href="/glossary/#word-remission"' in html


def test_when_no_article_has_all_of_it_the_nearest_come_and_are_called_so(client):
    factories.reference()
    article = factories.article("A nasal spray of xenon.[@doe2021]")
    html = client.get("/articles/?q=xenon+spray+unheard").content.decode()
    assert article.title in html
    assert "No article matches all of" in html


def test_from_nothing_there_are_ways_on(client):
    html = client.get("/articles/?q=zzzzqqqq").content.decode()
    assert "No article matches." in html
    for way in ("/evidence/", "/legal-status/", "/glossary/", "/providers/"):
        assert f'<a href="{way}">' in html.split('class="measure ways"')[1]


def test_the_next_question_knows_of_every_change():
    factories.reference()
    article = factories.article("About xenon.[@doe2021]")
    assert found("xenon") == [article]
    article.body = "About argon.[@doe2021]"
    publishing.save_article(article)
    assert found("xenon") == []
    assert found("argon") == [article]
    publishing.return_to_draft(article, by=None)
    assert found("argon") == []


def test_a_question_takes_one_statement_and_a_changed_article_alone_is_read_again(
    django_assert_num_queries,
):
    factories.reference()
    articles = [factories.article(f"About xenon {number}.[@doe2021]") for number in range(4)]
    ask("xenon")
    with django_assert_num_queries(1):
        assert len(ask("xenon").pks) == 4
    publishing.save_article(articles[0])
    before = {id(document) for document in index.get().documents}
    publishing.save_article(articles[1])
    assert len({id(document) for document in index.get().documents} & before) == 3


def test_a_search_keeps_to_its_topic(client, library):
    html = client.get("/articles/?q=ketamine&topic=ptsd").content.decode()
    titles = re.findall(r"<h2>\s*<a href=\"/articles/([a-z-]+)/\"", html)
    assert titles == [PTSD]


@pytest.mark.parametrize("question", ["", "the of", "?", "\0", "x" * 100, "a " * 50, "%_\\", "😀", "éèê"])
def test_any_question_gets_an_answer(client, library, question):
    assert client.get("/articles/", {"q": question}).status_code == 200


def test_what_is_marked_is_what_was_meant_and_a_row_of_a_table_is_one_sentence(client):
    factories.reference()
    factories.article(
        "Side by side stand two.[@doe2021]\n\n| Effect | With |\n|---|---|\n| Side effects | many |"
    )
    html = client.get("/articles/?q=side+effects").content.decode()
    assert "<mark>Side</mark> <mark>effects</mark> – many" in html
    assert "<mark>Side</mark> by" not in html


def test_a_list_of_results_does_not_begin_with_every_topic(client, library):
    link = '<a href="/articles/?topic='
    assert client.get("/articles/").content.decode().count(link) > 15
    html = client.get("/articles/?q=ketamine&topic=ptsd").content.decode()
    assert html.count(link) == 1
