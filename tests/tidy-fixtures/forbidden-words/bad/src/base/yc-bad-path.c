static const char *const p = "/wo%%rk/main";
