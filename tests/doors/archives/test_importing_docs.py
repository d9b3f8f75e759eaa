"""docs/importing.md tells what becomes of each real file; these are the program's figures."""

import pytest

from tests.doors.archives.real_files import FILES, row_of, rows_in_docs


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_the_table_has_the_figures_of_a_real_file(real_chats, db, file):
    row = row_of(file, real_chats)

    assert [line for line in rows_in_docs() if line.startswith(f"| {file.name}")] == [row]


def test_the_table_has_every_file_and_nothing_else():
    assert [row.split(" ")[1] for row in rows_in_docs()] == [file.name for file in FILES]
