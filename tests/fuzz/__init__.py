"""Bad inputs, made by the thousand, over everything that takes some: none is answered with a fault, and no bad amount is accepted.

The suite draws a few thousand, always the same; `make fuzz` more than a hundred thousand.
"""
