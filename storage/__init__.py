"""What we remember: tables, one file per plural noun, search, migrations."""
