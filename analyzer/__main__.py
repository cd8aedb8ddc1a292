"""`python -m analyzer` is `monoscan`."""

from analyzer.cli import main

main()
