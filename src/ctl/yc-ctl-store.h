/* yichuang-ctl store: a desk's store, while the desk does not run. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int yc_ctl_store (int    argc,
                  char **argv);

G_END_DECLS
