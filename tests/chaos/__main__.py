"""See the package."""

import sys

from tests.chaos.day import main

if __name__ == "__main__":
    sys.exit(main())
