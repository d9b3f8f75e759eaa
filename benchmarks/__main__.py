"""All benchmarks, one after the other: `python -m benchmarks`."""

import sys

from benchmarks import fanout, importing

fanout.main(sys.argv[1:])
importing.main([])
