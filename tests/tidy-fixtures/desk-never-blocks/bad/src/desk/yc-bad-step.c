int r = sqlite3_step (s);
