"""What readers share: bytes, dates, markup and records turned into the parts of a draft."""
