"""Who an article is by and where it comes from: bylines, biographies, datelines, sources."""
