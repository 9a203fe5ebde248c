"""What we remember: tables, one file per plural noun, and the search index."""
