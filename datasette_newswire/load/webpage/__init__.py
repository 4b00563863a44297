"""Web pages: what their markup says about the article, and which of their text is the article."""
