const char *f (void) { return _("Lost"); }
