void f (void) { g_print ("oh"); }
