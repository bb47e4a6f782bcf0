/* Looking for synthetic persons in a folder, as a thief with grep -a would. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

guint count_leaks    (const char *dir);
void  assert_no_leak (const char *dir);

G_END_DECLS
