"""See the package."""

import sys

from tests.races import main

if __name__ == "__main__":
    sys.exit(main())
