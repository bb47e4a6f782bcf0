gboolean ok = g_file_get_contents (p, &c, NULL, NULL);
