static const char *const hub = "http://127.0.0.1:8080/v1", *ns = "http://www.w3.org/2000/svg";
