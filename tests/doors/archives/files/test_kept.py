"""What is remembered from a first look through a file."""

from goodtalk.doors.archives.files.kept import Kept


def test_the_last_text_of_a_name_is_kept_and_others_are_empty():
    kept = Kept([("users.1", "a"), ("users.2", "b"), ("users.1", "c"), ("\ud800", "\ud801")])

    names = ("users.1", "users.2", "users.3", "\ud800")
    assert [kept(name) for name in names] == ["c", "b", "", "\ud801"]
