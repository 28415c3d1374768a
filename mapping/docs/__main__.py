"""``python -m mapping.docs``: write docs/mapping.md anew; that is what `make docs` does."""

from .page import main

if __name__ == "__main__":
    main()
