/* Never sqlite3_step () here. */
void load (GFile *f) { g_file_load_contents_async (f, NULL, loaded_cb, NULL); }
