"""A package, so that its browser is closed before other tests start their event loops."""
