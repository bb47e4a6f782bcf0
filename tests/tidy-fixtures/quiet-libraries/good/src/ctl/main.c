void f (void) { g_print ("ok\n"); }
