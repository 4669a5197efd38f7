"""Likely typing errors in the domain of an e-mail address."""

import pytest

from psychly.accounts import mail_domains


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pat@gmial.con", "pat@gmail.com"),
        ("Pat@gmail.co", "Pat@gmail.com"),
        ("pat@hotmial.com", "pat@hotmail.com"),
        ("pat@yahooo.com", "pat@yahoo.com"),
        ("pat@aol.con", "pat@aol.com"),
        ("pat@riverclinic.cmo", "pat@riverclinic.com"),
        *[(f"pat@{domain}", "") for domain in ("gmail.com", "mail.com", "live.com", "clinic.co", "ucsf.edu")],
        *[
            (f"pat@{domain}", "")
            for domain in ("GMAIL.com", "hive.com", "aim.com", "comcast.com", "gmail.de")
        ],
    ],
)
def test_a_likely_typing_error_in_a_domain_is_found(typed, meant):
    assert mail_domains.meant(typed) == meant
