"""Every check that asks nobody outside this machine, in the order of the page."""

from listings.checks import agreement, duplicates, exclusions, licenses, wording


def findings(submission):
    """Return the Finding of each local check on a submission as it stands now."""
    document = submission.typed
    return [
        exclusions.check_exclusions(document),
        duplicates.check_duplicates(submission),
        licenses.check_licenses(document),
        agreement.check(document),
        wording.law(document),
        wording.wording(document),
        wording.photo(document),
    ]
