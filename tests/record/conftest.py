"""The export command as people run it, and the published schema."""

import argparse
import json
from pathlib import Path

import pytest

from goodtalk.record.command import add_arguments, run

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def goodtalk_export(db, capsys):
    """Runs the command; returns its exit code, what it printed, and what it complained of."""

    def call(*words):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args([str(word) for word in words]))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def exported(goodtalk_export):
    """The JSON of #lgovsm, or of the community named."""

    def call(*words, tag="lgovsm"):
        code, out, err = goodtalk_export("--community", tag, "--format", "json", *words)
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture(scope="session")
def schema():
    return json.loads((DOCS / "export.schema.json").read_text(encoding="utf-8"))
