time_t t = time (NULL);
