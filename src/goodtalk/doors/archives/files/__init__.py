"""An archive as a file: opened safely, unpacked, read as rows or JSON, however large it is."""
