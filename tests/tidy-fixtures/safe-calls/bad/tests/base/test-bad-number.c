int f (char *a) { return atoi(a); }
