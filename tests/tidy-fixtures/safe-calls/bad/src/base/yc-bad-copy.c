char *f (char *a, char *b) { return strcpy (a, b); }
