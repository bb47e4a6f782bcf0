"""The rules of tests/tidy, one module a subject."""
