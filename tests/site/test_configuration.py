from pathlib import Path

import pytest

from goodtalk.site.configuration import ALL, Setting, SettingNotUnderstood

PAGE = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
KEY = Setting("KEY", "", "Opens the door.", secret=True)


def test_every_setting_is_documented_with_default_unit_and_meaning():
    lines = [line for line in PAGE.splitlines() if line.startswith("| `GOODTALK_")]

    assert lines == [row(setting) for setting in ALL]


def row(setting):
    """How the page has a setting."""
    default = f"`{setting.default}`" if setting.default else "empty"
    file = f" (or `{setting.variable}_FILE`)" if setting.secret else ""
    return f"| `{setting.variable}`{file} | {default} | {setting.unit} | {setting.meaning} |"


def test_no_setting_is_declared_twice():
    assert len({setting.variable for setting in ALL}) == len(ALL)


def test_what_the_operator_says_goes_before_the_default():
    setting = Setting("COLOUR", "green", "Of the door.")

    assert (setting.read({}), setting.read({"GOODTALK_COLOUR": "red"})) == ("green", "red")


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("open sesame\n")

    read = KEY.read({"GOODTALK_KEY_FILE": str(file), "GOODTALK_KEY": "something else"})

    assert read == "open sesame"


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path):
    setting = Setting("COLOUR", "green", "Of the door.")

    assert setting.read({"GOODTALK_COLOUR_FILE": str(tmp_path / "colour")}) == "green"


def test_a_secret_whose_file_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingNotUnderstood) as refused:
        KEY.read({"GOODTALK_KEY_FILE": str(tmp_path / "key")})

    assert str(refused.value) == "GOODTALK_KEY_FILE: No such file or directory"
