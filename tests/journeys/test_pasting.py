"""A work of each format, pasted beside the text: looked at, added, and cited by its key."""

import re

from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from articles.models import Reference
from tests import factories

#: By format: what is pasted, and the entry that it makes.
FORMATS = {
    "BibTeX": (
        "@article{roe2019, title={Sleep in winter}, author={Roe, Ann and Poe, Bo}, journal={Journal of X}, "
        "year=2019, volume=3, pages={1--9}}",
        "Roe, A., & Poe, B. (2019). Sleep in winter. Journal of X, 3, 1–9.",
    ),
    "BibLaTeX": (
        "@online{coe2020, title={Light}, author={Coe, Cy}, date={2020-05-04}, url={https://one.example/light}}",
        "Coe, C. (2020, May 4). Light.",
    ),
    "RIS": (
        "TY  - JOUR\nAU  - Doe, Di\nTI  - Sleep in spring\nJO  - Journal of Y\nPY  - 2018\nVL  - 4\n"
        "SP  - 11\nEP  - 19\nER  - \n",
        "Doe, D. (2018). Sleep in spring. Journal of Y, 4, 11–19.",
    ),
    "CSL-JSON": (
        '[{"id": "foe2017", "type": "book", "title": "Sleep in autumn", "publisher": "Invented Press", '
        '"author": [{"family": "Foe", "given": "Ed"}], "issued": {"date-parts": [[2017]]}}]',
        "Foe, E. (2017). Sleep in autumn. Invented Press.",
    ),
    "PubMed": (
        "PMID- 99999901\nTI  - Sleep in summer.\nPG  - 21-29\nVI  - 5\nDP  - 2016 Mar\nFAU - Goe, Flo\n"
        "AU  - Goe F\nPT  - Journal Article\nJT  - Journal of Z\n",
        "Goe, F. (2016). Sleep in summer. Journal of Z, 5, 21–29.",
    ),
    "a list": (
        "Hoe, G. (2015). Sleep at sea. Journal of Water, 6(2), 31-39.",
        "Hoe, G. (2015). Sleep at sea. Journal of Water, 6(2), 31–39.",
    ),
}


def test_the_page_of_a_work_fits_its_screen_with_all_fields_of_its_people_in_sight(someone, enter_desk):
    person, work = factories.editor(), factories.reference()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = someone()
    enter_desk(page, person.email)
    page.goto(f"/admin/articles/reference/{work.pk}/change/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for field in page.locator("#contributors-0 :is(input, select):visible").all():
        box = field.bounding_box()
        assert box["x"] + box["width"] <= 1280


def test_a_work_of_each_format_is_pasted_looked_at_added_and_cited(someone, enter_desk):
    page = someone()
    person = factories.editor()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    enter_desk(page, person.email)
    page.goto("/admin/articles/article/add/")
    page.get_by_label("Title").fill("Sleep")
    page.locator("summary", has_text="Works: add one").click()
    frame = page.frame_locator('iframe[title="Works"]')
    text = page.get_by_role("textbox", name="Text", exact=True)
    for name, (pasted, entry) in FORMATS.items():
        box = frame.get_by_label("DOI, PMID, PMCID, ISBN, address or pasted references")
        box.fill(pasted)
        frame.get_by_role("button", name="Look").click()
        expect(frame.locator(".works"), name).to_contain_text(entry)
        frame.get_by_role("button", name="Add", exact=True).click()
        mark = frame.locator("input[readonly]").first
        expect(mark, name).to_be_visible()
        text.press("Control+End")
        frame.get_by_role("button", name="Insert").first.click()
        expect(text, name).to_have_value(re.compile(re.escape(mark.input_value().strip("[]"))))
    page.keyboard.press("Control+s")
    expect(page.locator(".stands")).to_contain_text("Draft")
    expect(page.frame_locator("iframe[name=preview]").locator("ol.refs > li")).to_have_count(len(FORMATS))
    assert Reference.objects.count() == len(FORMATS)
