"""What Zhiyin can do on this machine, measured beside a yardstick in the same minutes: `make bench`, or `python -m benchmarks NAME…`.

Absolute figures say as much about the machine as about the product, so most gates are ratios to something run in the same round. Never run in CI.
"""
