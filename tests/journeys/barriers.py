"""What axe-core objects to on a page, and what does not fit its width."""

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: Colors that are still on their way from the other theme are nobody's fault.
#: Ends each change of color that is under way; one in a part that is not drawn would never end by itself.
SETTLED = (
    """document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"""
)
LOOKS = ((320, "light"), (768, "light"), (1280, "dark"))
#: For what everybody reads; the contrast of each theme at each width is looked at in `test_widths`.
PUBLIC_LOOKS = (
    (320, "dark"), (360, "light"), (480, "dark"), (640, "light"), (768, "dark"), (960, "light"),
    (1280, "dark"),
)  # fmt: skip


def violations_of(page):
    """What axe-core objects to on the page as it stands."""
    return Axe().run(page, options=RULES).response["violations"]


def faults_of(page, path=None, looks=LOOKS):
    """What is wrong with the page, or with an address, which is loaded once, at widths in their themes."""
    faults = []
    for number, (width, theme) in enumerate(looks):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        if path and not number:
            page.goto(path)
        page.evaluate(SETTLED)
        faults += [
            (width, theme, v["id"], node["html"][:200]) for v in violations_of(page) for node in v["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((width, theme, "overflow", path or page.url))
    return faults
