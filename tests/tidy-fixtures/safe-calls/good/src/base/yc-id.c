/* strcpy (a, b) is not used. */
gsize f (char *a, const char *b) { return g_strlcpy (a, b, 8); }
int g (Parser *p) { return p->atoi (p) + my_strcpy (p); }
