gint64 now = g_get_real_time ();
