"""Draws static/img/share.png, what other sites show beside a link: `python -m tests.draw_share_picture`.

To be run by hand when the look of the site changes; the picture is committed. Our own shapes and colors,
drawn by Chromium (CHROMIUM names it), and made smaller by Pillow.
"""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from psychly.drawing import shapes

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "static" / "img" / "share.png"
WIDTH, HEIGHT = 1200, 630  # pixels; what the readers of Open Graph crop least
COVER = "ketamine-for-depression"  # the name whose cover stands at the right
COLORS = 128


def main():
    """Draw the picture and say how large it became."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.set_content(document())
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    shot.quantize(COLORS, dither=Image.Dither.NONE).save(PICTURE, "PNG", optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


def document():
    """Return the HTML that is photographed: the site's mark and name beside a cover."""
    css = "".join((ROOT / "static" / "css" / name).read_text() for name in ("tokens.css", "components.css"))
    drawing = shapes.cover(COVER)
    box = 'viewBox="27 0 267 300" preserveAspectRatio="xMidYMid slice"'
    paths = "".join(f'<path class="{shape.ink}" d="{shape.outline}"/>' for shape in drawing.shapes)
    mark = (ROOT / "static" / "img" / "icon.svg").read_text()
    return f"""<!doctype html><style>{css}
body {{ margin: 0; display: flex; height: {HEIGHT}px; background: var(--paper); color: var(--ink) }}
.words {{ flex: 1; padding: 72px; display: flex; flex-direction: column; justify-content: center }}
.sign {{ height: 150px }}
.sign svg {{ width: 132px; margin-left: -6px }}
b {{ font: 600 104px var(--serif); letter-spacing: -.01em }}
p {{ font: 34px/1.4 var(--serif); color: var(--soft); margin: 20px 0 0 }}
.cover {{ width: 560px; height: {HEIGHT}px; background: var(--ground); border-radius: 0 }}
</style><div class="words"><div class="sign">{mark}</div><b>Psychly</b>
<p>Psychedelic-assisted care, with sources you can check</p></div>
<svg class="cover inks-{drawing.inks}" {box}>{paths}</svg>"""


if __name__ == "__main__":
    main()
