const char *f (void) { return _("Lay the card on the reader"); }
