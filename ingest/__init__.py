"""From a file on disk to passages in the index."""
