static const char *const u = "ht%%tps://registry.somewhere.dev/x";
