GBytes *b = soup_session_send_and_read (s, m, NULL, NULL);
