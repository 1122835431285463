"""What the frozen program starts.

PyInstaller runs its script as a top-level module, in which the relative imports of
`app/__main__.py` would have nothing to be relative to; so this imports it by full name.
"""

import multiprocessing
import sys

from redux_scuttlebutt.app.__main__ import main

if __name__ == "__main__":
    # In a frozen program a child process starts from here again, and must not open a window.
    multiprocessing.freeze_support()
    sys.exit(main())
