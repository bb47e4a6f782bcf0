const char *f (void) { return N_("There"); }
