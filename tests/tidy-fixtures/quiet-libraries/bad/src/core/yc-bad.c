void f (void) { g_warning ("oh"); }
