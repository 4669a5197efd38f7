"""The requirement files hold what pyproject.toml asks for, and nothing of any registry."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(file):
    """Return {name: version} of a requirement file."""
    lines = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / file).read_text(), re.M)
    return {_normal(name): version for name, version in lines}


def _unmet(wanted, pins):
    requirements = [Requirement(text) for text in wanted]
    return [
        str(requirement)
        for requirement in requirements
        if pins.get(_normal(requirement.name)) is None
        or pins[_normal(requirement.name)] not in requirement.specifier
    ]


def test_the_requirement_file_pins_every_dependency_within_its_range():
    assert _unmet(PYPROJECT["project"]["dependencies"], _pins("requirements.txt")) == []


def test_the_development_file_pins_its_tools_and_the_same_versions_of_the_rest():
    pins, base = _pins("requirements-dev.txt"), _pins("requirements.txt")
    assert _unmet(PYPROJECT["dependency-groups"]["dev"], pins) == []
    assert {name: pins.get(name) for name in base} == base


def test_every_pin_carries_a_hash_and_no_registry_is_named():
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text()
        assert "://" not in text
        blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
        assert blocks
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    wanted = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
    assert [text for text in wanted if f"`{Requirement(text).name}`" not in reasons] == []
