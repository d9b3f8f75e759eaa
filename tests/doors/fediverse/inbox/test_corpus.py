"""docs/activities.md tells what becomes of real documents; this is what the program does."""

from tests.doors.fediverse.inbox.corpus import paths_in, row_of, rows_in_docs


def test_the_table_says_what_becomes_of_each_real_document(
    real_documents, our_origin, make_community
):
    make_community()

    rows = [row_of(path, real_documents) for path in paths_in(real_documents)]

    assert rows == rows_in_docs()
