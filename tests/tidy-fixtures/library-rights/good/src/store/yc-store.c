/* #include <gtk/gtk.h> */
#include <sqlite3.h>
#include <gio/gio.h>
