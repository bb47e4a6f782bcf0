int yc_id;
