"""DOI, PMID, PMCID and ISBN in the spellings that people paste."""

import pytest

from articles.bibliography import identifiers


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.5555/ABC", "10.5555/abc"),
        ("doi:10.5555/abc", "10.5555/abc"),
        ("DOI 10.5555/abc.", "10.5555/abc"),
        ("doi.org/10.5555/abc", "10.5555/abc"),
        ("https://www.doi.org/10.5555/abc", "10.5555/abc"),
        ("http://dx.doi.org/10.5555/abc", "10.5555/abc"),
        ("https://doi-org.proxy.example.edu/10.5555/abc", "10.5555/abc"),
        ("10.5555%2Fsample.4674.4.8", "10.5555/sample.4674.4.8"),
        ("10.5555/ s00213-018", "10.5555/s00213-018"),
        ("10.5555/978‐3‐319‐12345‐6", "10.5555/978-3-319-12345-6"),
        ("(see https://doi.org/10.5555/aic.1).", "10.5555/aic.1"),
        (
            "10.5555/(SICI)1096(19960129)365:1<113::AID-CNE9>3.0.CO;2-6",
            "10.5555/(sici)1096(19960129)365:1<113::aid-cne9>3.0.co;2-6",
        ),
        (
            "10.5555/(SICI)1099(1998)14:1%3C3::AID-SDR140%3E3.0.CO;2-K",
            "10.5555/(sici)1099(1998)14:1<3::aid-sdr140>3.0.co;2-k",
        ),
        ("10.5555/0091(1995)023&lt;0292:FOITVS&gt;2.3.CO;2", "10.5555/0091(1995)023<0292:foitvs>2.3.co;2"),
        ("10.5555/1080(2003)014[0064:BR]2.0.CO;2", "10.5555/1080(2003)014[0064:br]2.0.co;2"),
        ("https://doi.org/10.5555/1827-806X.43.2.10</p>", "10.5555/1827-806x.43.2.10"),
        ("https://www.example.org/doi/full/10.5555/sampleoa18?needAccess=true", "10.5555/sampleoa18"),
        ("https://example.org/articles/10.5555/fpsyg.2020.1/full", "10.5555/fpsyg.2020.1"),
        ("https://psycnet.example.org/doiLanding?doi=10.5555%2Fabn0000123", "10.5555/abn0000123"),
        ("https://www.biorxiv.org/content/10.1101/2020.08.10.1v5.full.pdf", "10.1101/2020.08.10.1"),
        ("nothing", "nothing"),
        ("10.9/x", "10.9/x"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_doi_is_stored_one_way_however_it_was_spelt(typed, doi):
    assert identifiers.normalized_doi(typed) == doi
    assert identifiers.normalized_doi(doi) == doi


@pytest.mark.parametrize(
    ("typed", "pmid"),
    [
        ("PMID: 31999998", "31999998"),
        ("PMID31999998", "31999998"),
        ("https://pubmed.ncbi.nlm.nih.gov/31999998/", "31999998"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31999998", "31999998"),
        ("31999998", ""),
        ("PMID: 99999999999999", ""),
        ("PMCID: PMC4756000", ""),
    ],
)
def test_a_pmid_is_one_when_the_text_says_so(typed, pmid):
    assert identifiers.pmid_in(typed) == pmid


def test_a_pmcid_and_an_isbn_are_found_and_a_wrong_check_digit_is_no_isbn():
    assert identifiers.pmcid_in("https://pmc.ncbi.nlm.nih.gov/articles/PMC4756000/") == "PMC4756000"
    assert identifiers.isbn_in("ISBN 978-0-306-40615-7 (pbk.)") == "9780306406157"
    assert identifiers.isbn_in("0-8044-2957-X") == "080442957X"
    assert identifiers.isbn_in("978-0-306-40615-8") == ""
