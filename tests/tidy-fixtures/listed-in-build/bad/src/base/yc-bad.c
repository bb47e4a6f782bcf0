int yc_lost;
