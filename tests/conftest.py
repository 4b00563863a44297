"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run: a failure in CI is a failure here.
settings.register_profile("newswire", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("newswire")
