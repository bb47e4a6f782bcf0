/* time (NULL) and fopen ("x") may be spoken of. */
static const char *const word = "g_get_real_time ()";
gint64 made_at (Clock *c) { return c->time (c); }
int timeout (int ms) { return ms; }
