"""
The shipped YAML read once per test process instead of once per test: half of the time of the store suite otherwise.

Imported before anything else takes the functions by name. What they return is only read, so it can be shared; mistakes are
raised anew each time.
"""

from functools import lru_cache

import meetbot.yamlfiles

setattr(meetbot.yamlfiles, "parse", lru_cache(maxsize=32)(meetbot.yamlfiles.parse))  # noqa: B010

import meetbot.standard.loading  # noqa: E402  (it takes ``parse`` by name)

setattr(meetbot.standard.loading, "parse_standard", lru_cache(maxsize=32)(meetbot.standard.loading.parse_standard))  # noqa: B010
