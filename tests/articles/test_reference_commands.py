"""The commands that read and print files of references; nothing is saved."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

FILE = """@article{roe2020, title={Sleep in \\emph{Example}}, author={Roe, Rita},
  journal={J}, year=2020, doi={none}}
@article{cut, title={Never closed
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "works.bib"
    file.write_text(FILE)
    return str(file)


def run(command, *args):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_what_is_read_is_printed_as_csl_json_with_what_there_is_to_say(path):
    out, err = run("read_references", path)
    (item,) = json.loads(out)
    assert item["title"] == "Sleep in <i>Example</i>"
    assert item["custom"] == {
        "line": 1,
        "findings": ["DOI: none (A DOI looks like 10.1001/jamapsychiatry.2017.0080.)"],
        "left_out": [],
    }
    assert f"{path}:3: cut: The entry is not complete." in err
    assert "1 of 2 entries were read." in err


def test_entries_are_printed_as_text_or_html(path):
    out, err = run("format_references", path)
    assert out == "Roe, R. (2020). Sleep in Example. J.\n"
    assert "cut" in err
    assert run("format_references", path, "--html")[0] == (
        "Roe, R. (2020). Sleep in <i>Example</i>. <i>J</i>.\n"
    )


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.ris"):
        run("read_references", str(tmp_path / "none.ris"))
