int r = RAND_bytes (b, 16);
