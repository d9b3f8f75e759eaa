"""All hostile and broken files there are."""

from tests.doors.archives.hostile.addresses import ADDRESSED
from tests.doors.archives.hostile.encodings import ENCODINGS
from tests.doors.archives.hostile.no_files import NO_FILES
from tests.doors.archives.hostile.packed import PACKED
from tests.doors.archives.hostile.scripts import SCRIPTED
from tests.doors.archives.hostile.sheets import SHEETS
from tests.doors.archives.hostile.structures import STRUCTURES
from tests.doors.archives.hostile.times import TIMES

EVERY = (*PACKED, *SHEETS, *ENCODINGS, *STRUCTURES, *TIMES, *SCRIPTED, *ADDRESSED, *NO_FILES)
SMALL = tuple(each for each in EVERY if not each.by_hand)
