"""``python -m mapping.docs``: write docs/mapping.md and docs/codes.md anew; that is what `make docs` does."""

from . import codes_page, page

if __name__ == "__main__":
    page.main()
    codes_page.main()
