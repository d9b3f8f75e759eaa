"""The cache stays within its bounds on each machine, and loses what was erased on another."""

import os

from goodtalk.pictures.files import file_of, kept_files, write_file
from goodtalk.pictures.models import Picture
from goodtalk.pictures.tidying import tidy


def keep(number, megabytes=1):
    key = f"{number:064x}"
    write_file(key, b"\0" * (megabytes * 1024 * 1024))
    os.utime(file_of(key), (number, number))
    Picture.objects.create(key=key, url=f"https://social.example/{number}.png")
    return key


def keys():
    return [key for _at, _size, key in kept_files()]


def test_the_longest_kept_go_until_the_rest_fits(db, settings, tmp_path):
    settings.DATA, settings.PICTURES_MEGABYTES = tmp_path, 2
    _old, *rest = [keep(number) for number in (1, 2, 3)]

    gone = [tidy(), tidy()]

    assert gone == [1, 0]
    assert keys() == rest


def test_a_file_that_no_row_knows_goes(db, settings, tmp_path):
    settings.DATA, settings.PICTURES_MEGABYTES = tmp_path, 100
    erased, kept = keep(1), keep(2)
    Picture.objects.filter(key=erased).delete()  # on another machine: its file stays here
    write_file(erased, b"\0")

    assert tidy() == 1
    assert keys() == [kept]


def test_an_empty_cache_is_tidy(db, settings, tmp_path):
    settings.DATA = tmp_path

    assert tidy() == 0
