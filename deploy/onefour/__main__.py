"""How is the command line started without its console script? `python -m onefour`."""

from onefour.cli import main

if __name__ == "__main__":
    main()
