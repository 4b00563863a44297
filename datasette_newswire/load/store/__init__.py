"""Rows: the only writer, the ledger of what was met, the originals."""
