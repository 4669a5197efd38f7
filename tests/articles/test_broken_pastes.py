"""Whatever is pasted is answered with a page that says what was read and what was not; nothing is a fault."""

import pytest

from articles.models import Reference

PASTED = {
    "a BibTeX entry that is not closed": "@article{a, title={Sleep}, author={Doe, A}, year=2020\n\n",
    "a BibTeX entry without a key": "@article{title={X}, author={A, B}, year=2020}",
    "a BibTeX field that is named twice": "@article{a, title={X}, title={Y}, year=2020}",
    "a BibTeX name that is too long": f"@article{{a, title={{X}}, author={{{'x' * 400}}}, year=2020}}",
    "a RIS record without its end": "TY  - JOUR\nTI  - One\nPY  - 2020\n",
    "JSON that breaks off": '[{"title": "X", "type": "book"},',
    "JSON of other things": '[null, 3, {"title": 5}, {"items": [{"title": "X"}]}]',
    "JSON with a list for a name": '[{"title": "ok", "type": "book", "author": "Doe"}]',
    "JSON with a number for a name": '[{"title": "ok", "type": "book", "author": [{"family": 5}]}]',
    "JSON with an object for a volume": '[{"title": "ok", "type": "book", "volume": {"a": 1}}]',
    "JSON with a year of letters": '[{"title": "ok", "type": "book", "issued": {"date-parts": [["20x"]]}}]',
    "JSON with a null character": '[{"title": "a\\u0000b", "type": "book"}]',
    "numbers that are no PMID, DOIs that are none": "PMID: 99999999999999\n10.9/x\n10.1001/\n12345678",
    "markup": "<script>alert(1)</script> (2020)",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/articles/reference/import/", "/admin/articles/article/work/"])
@pytest.mark.parametrize("name", PASTED)
def test_what_is_broken_is_said_and_what_can_be_read_is_saved(desk, address, name):
    pasted = PASTED[name]
    looked = desk.post(address, {"text": pasted, "look": 1})
    assert looked.status_code == 200
    candidates = looked.context["candidates"]
    assert candidates
    assert "<script>alert" not in looked.content.decode()
    for candidate in candidates:
        assert candidate.state != "broken" or candidate.note
    assert desk.post(address, {"text": pasted, "save": 1}, follow=True).status_code == 200
    assert Reference.objects.count() == sum(candidate.can_be_saved for candidate in candidates)
