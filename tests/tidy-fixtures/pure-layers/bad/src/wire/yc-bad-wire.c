FILE *f = fopen ("x", "r");
