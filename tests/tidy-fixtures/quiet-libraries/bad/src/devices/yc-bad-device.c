void f (void) { printf ("oh"); }
