/* A method to do; XXXXXX in mkstemp; the root/home of a tree; /tmp/x. */
static const char *const folder = "$XDG_DATA_HOME/here/home";
static const char *const nationality = "XXX";
