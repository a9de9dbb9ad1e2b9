"""Administration, and the procedure as a page. An administrator sees no child anywhere here."""
