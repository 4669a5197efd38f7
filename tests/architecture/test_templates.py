"""Templates can be read in review: a line of one fits the screen."""

from pathlib import Path

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
WIDEST = 120  # columns


def test_no_line_of_a_template_is_wider_than_120_columns():
    paths = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert paths
    wide = [
        f"{path.relative_to(TEMPLATES)}:{number}: {len(line)} columns"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > WIDEST
    ]
    assert wide == []
