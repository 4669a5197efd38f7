"""What a page looks like at a width: what overflows, is cropped, covered or broken, and what cannot be read.

Pages are loaded once and made narrower and wider: that is quick, and finds what hides between two widths.
"""

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.barriers import SETTLED

WIDTHS = (320, 360, 480, 640, 768, 960, 1280)
THEMES = ("light", "dark")
#: Of axe, only what a theme or a width can change; the rest is looked at in `test_accessibility`.
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
TALL = 4_000  # pixels: what lies over what is only told of the part in sight
DOUBLE = {"standard": 32, "fixed": 26}  # pixels: what a browser calls "very large"

#: Overflow: what ends to the right of the page and is in no box that scrolls. Cropping: text that its own box
#: cuts off. On a drawing: a picture under or over a line of text. Broken: a short word on two lines, but not
#: in an address that is written out.
FAULTS = r"""({ words }) => {
  const faults = [], wide = document.documentElement.clientWidth;
  const say = (kind, node, what = node.textContent) => {
    faults.push([kind, node.tagName, what.trim().slice(0, 40)]);
  };
  if (document.documentElement.scrollWidth > wide) faults.push(["overflow", "HTML", ""]);
  const overflow = (node) => getComputedStyle(node).overflowX;
  const isSeen = (node) => node.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })
    && !node.closest("svg, .vh, .skip, thead, script, style, option, title");
  const isInBox = (node) => {
    for (let at = node.parentElement; at; at = at.parentElement) if (overflow(at) !== "visible") return true;
    return false;
  };
  const isOnDrawing = (box, line) => {
    const stack = document.elementsFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    const at = stack.indexOf(box);
    const isPicture = (node) => node.closest("svg, img, picture") && !box.contains(node);
    if (at > 0 && stack.slice(0, at).some(isPicture)) return true;
    if (at < 0 || box.closest(".search")) return false;
    return stack.slice(at + 1).some((node) => node.closest(".hero-art"));
  };
  const isCovered = (box, line) => { // by something else; a link over all of its card is meant to be there
    const top = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    return top && !box.contains(top) && !top.contains(box) && !top.closest(".card, .story");
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const box = text.parentElement, range = document.createRange();
    if (!text.data.trim() || !isSeen(box)) continue;
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter((line) => line.width > 1);
    if (lines.some((line) => line.right > wide + 1) && !isInBox(box)) say("overflow", box);
    if (/hidden|clip/.test(overflow(box)) && box.scrollWidth > box.clientWidth + 1) say("cropped", box);
    if (lines.length && isOnDrawing(box, lines[0])) say("on a drawing", box);
    if (lines.length && isCovered(box, lines[0])) say("covered", box);
    if (!words || text.data.includes("://")) continue;
    for (const { 0: word, index } of text.data.matchAll(/\p{L}{2,14}/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const parts = [...range.getClientRects()].filter((part) => part.width > 0);
      if (new Set(parts.map((part) => Math.round(part.top / 4))).size > 1) say("broken", box, word);
    }
  }
  return faults;
}"""


def faults_at(page, width, theme="light", *, words=True):
    """Make the page so wide, in a theme; return what does not fit. `words`: also those broken in two."""
    page.set_viewport_size({"width": width, "height": TALL})
    page.emulate_media(color_scheme=theme)
    return [(width, theme, *fault) for fault in page.evaluate(FAULTS, {"words": words})]


#: Marks the texts whose colors, on all that lies under them, are in none of `seen`; returns what is new.
NEW_COLORS = r"""(seen) => {
  const known = new Set(seen), fresh = [];
  document.querySelectorAll("[data-look]").forEach((node) => node.removeAttribute("data-look"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const box = text.parentElement;
    if (!text.data.trim() || box.closest("svg") || !box.checkVisibility({ visibilityProperty: true })) {
      continue;
    }
    const at = box.getBoundingClientRect(), { color, fontSize, fontWeight } = getComputedStyle(box);
    const stack = document.elementsFromPoint(at.left + at.width / 2, at.top + at.height / 2);
    if (!stack.length) for (let node = box; node; node = node.parentElement) stack.push(node); // out of sight
    const under = stack.map((node) => {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(node);
      const isDrawing = node.closest("svg, img") ? node.tagName : "";
      return [backgroundColor, backgroundImage, opacity, isDrawing].join(" ");
    });
    const look = [color, parseFloat(fontSize) >= 18, fontWeight, ...new Set(under)].join("|");
    if (known.has(look)) continue;
    known.add(look);
    fresh.push(look);
    box.setAttribute("data-look", "");
  }
  return fresh;
}"""


def unreadable(page, width, theme, seen):
    """Return what axe calls too little contrast at a width, in a theme; `seen` grows by what was looked at.

    Each pair of colors is looked at once: axe takes long, and pages share their colors.
    """
    page.set_viewport_size({"width": width, "height": TALL})
    page.emulate_media(color_scheme=theme)
    page.evaluate(SETTLED)
    fresh = page.evaluate(NEW_COLORS, sorted(seen))
    seen.update(fresh)
    if not fresh:
        return []
    found = Axe().run(page, context="[data-look]", options=CONTRAST).response["violations"]
    return [(width, theme, "contrast", node["html"][:120]) for one in found for node in one["nodes"]]


def double_the_letters(page):
    """Have the browser show letters twice as large from the next page on, as somebody sets it once."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": DOUBLE})
