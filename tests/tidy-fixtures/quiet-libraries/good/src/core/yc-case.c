void f (void) { g_debug ("folded"); /* g_print ("no") */ }
char *p (void) { return g_strdup_printf ("%d", 1); }
