int r = libusb_bulk_transfer (h, 1, b, 1, &n, 9);
