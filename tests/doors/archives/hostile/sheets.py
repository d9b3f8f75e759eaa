"""CSV files that no program should have written, and some that one did."""

from tests.doors.archives.hostile.hostile import (
    HEADER,
    SOUND_ROW,
    Hostile,
    in_pieces,
    later,
    refused,
    rows,
    stored,
)

NO_COLUMNS = (
    "The first line of the file names no column for the text, the date, the author or the id of a"
    " post; if one has it, say which with --map (in the browser, below the file)."
)
MILLION = b"x" * 1_000_000
UNCLOSED = (
    "The quotation mark that opens in line 3 is never closed; "
    "close it, or fetch the file again if it was not copied whole."
)
SOUND_ROWS = HEADER + "".join(
    f"{number},Hello #lgovsm,2014-03-14T13:05:00Z,2\n" for number in range(1, 20_001)
)
WIDE = "The file has 10,000 columns; posts have never had so many."


SHEETS: tuple[Hostile, ...] = (
    refused("10000-columns.csv", ",".join(f"c{n}" for n in range(10_000)) + "\n1,2\n", WIDE),
    refused("10000-columns-and-ours.csv", later(
        lambda: HEADER.strip() + "".join(f",c{n}" for n in range(9996)) + "\n" + SOUND_ROW), WIDE),
    stored("10000-cells-in-a-row.csv", rows(SOUND_ROW.strip(), "2," * 10_000), invalid=1),
    refused("10000-columns-without-a-name.csv", "," * 9999 + "\n" + SOUND_ROW, NO_COLUMNS),
    refused("a-million-columns.csv", later(lambda: "c," * 1_000_000 + "\n"),
            "Line 1 has more than a million characters."),
    refused("line-of-2-megabytes.csv", later(lambda: rows('1,"' + "x" * 2_000_000 + '",2014,2')),
            "Line 2 has more than a million characters."),
    refused("line-of-a-gigabyte.csv", in_pieces(
        lambda: (HEADER.encode(), b"1,", *(MILLION for _ in range(1000)), b",2014,2\n")),
        "Line 2 has more than a million characters.", by_hand=True),
    refused("quoted-line-of-a-gigabyte.csv", in_pieces(
        lambda: (HEADER.encode(), b'1,"', *(MILLION for _ in range(1000)), b'",2014,2\n')),
        "Line 2 has more than a million characters.", by_hand=True),
    refused("quoted-lines-of-a-gigabyte.csv", in_pieces(
        lambda: (HEADER.encode(), b'1,"', *(b"so it goes on\n" for _ in range(76_000_000)))),
        "The row of line 2 has a field of more than a million characters; "
        "perhaps a quotation mark is missing there.", by_hand=True),
    refused("nothing-but-a-gigabyte.csv", in_pieces(lambda: (MILLION for _ in range(1000))),
            "Line 1 has more than a million characters.", by_hand=True),
    stored("ragged.csv", invalid=3, content=rows(
        "7", "8,Hello #lgovsm", ",,,", "9,a,b,c,d,e", SOUND_ROW.strip() + ",,,")),
    refused("never-closed.csv",
            HEADER + SOUND_ROW + '2,"Hello #lgovsm,2014-03-14,2\n' + SOUND_ROW * 3, UNCLOSED),
    refused("20000-sound-rows-and-one-never-closed.csv",
            later(lambda: SOUND_ROWS + '20002,"Hello #lgovsm,2014-03-14,2\n'),
            UNCLOSED.replace("3", "20002")),
    refused("20000-sound-rows-and-a-gigabyte.csv", in_pieces(
        lambda: (SOUND_ROWS.encode(), *(MILLION for _ in range(1000)))),
        "Line 20002 has more than a million characters.", by_hand=True),
    refused("no-rows.csv", HEADER, "There are no posts in this file."),
    refused("no-header.csv", SOUND_ROW * 3, NO_COLUMNS),
    refused("no-header-but-numbers.csv", "2013,11,19,5,YO11,2\n2013,11,19,5,PL17,1\n", NO_COLUMNS),
    refused("just-words.csv", "just some words\nand more of them\n", NO_COLUMNS),
    refused("no-texts.csv", rows("5,,,jo", "6,,,jo"),
            "No post can be made of any of the 2 rows of this file; "
            "line 2 is the first: no text."),
    stored("lines-of-an-old-mac.csv", (HEADER + SOUND_ROW).replace("\n", "\r")),
    stored("columns-of-one-name.csv", "id,text,text,id,created_at,author_id\n"
           "1,Hello #lgovsm,Other,9,2014-03-14T13:05:00Z,2\n"),
    stored("nothing-but-quotes.csv", rows('"""","""",""""', SOUND_ROW.strip()), invalid=1),
    stored("text-of-30000-characters.csv",
           rows(SOUND_ROW.strip(), f"2,#lgovsm {'x' * 30_000},2014-03-14T13:05:00Z,2"), invalid=1),
    stored("ids-that-are-none.csv", rows(SOUND_ROW.strip(), *(
        f"{each},Hello #lgovsm,2014-03-14T13:05:00Z,2"
        for each in ("-1", "0", "1e400", "9" * 400, "NaN", "0x10", "٣", "1;2", "8.60296E+17"))),
        invalid=9),
)
