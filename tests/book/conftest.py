"""What the tests in a real browser share."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for all tests; skips where there is none."""
    path = next(filter(None, map(shutil.which, (os.environ.get("SER_CHROMIUM", ""), *NAMES))), None)
    if path is None:
        pytest.skip(f"no Chromium: put one of {', '.join(NAMES)} on the PATH, or name one in SER_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path)
        yield running
        running.close()
