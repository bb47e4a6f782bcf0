int fd = open ("/dev/null", 0);
