"""Speed and memory, as ratios to a bound measured in the same run: ``make bench``, ``python -m benchmarks --help``."""
