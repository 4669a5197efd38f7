"""What axe-core objects to on a page, and what does not fit its width."""

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: Colors that are still on their way from the other theme are nobody's fault.
SETTLED = """Promise.allSettled(
    document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished)
)"""
LOOKS = ((320, "light"), (768, "light"), (1280, "dark"))


def violations_of(page):
    """What axe-core objects to on the page as it stands."""
    return Axe().run(page, options=RULES).response["violations"]


def faults_of(page, path=None):
    """What is wrong with the page, or with an address, at three widths and in both themes."""
    faults = []
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        if path:
            page.goto(path)
        page.evaluate(SETTLED)
        faults += [
            (width, theme, v["id"], node["html"][:200]) for v in violations_of(page) for node in v["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((width, theme, "overflow", path or page.url))
    return faults
