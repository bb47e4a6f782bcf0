/* What the two files of the display share. */
#pragma once

#include "yc-display.h"

G_BEGIN_DECLS

void yc_display_add_item (GListStore     *list,
                          const char     *key,
                          const char     *label,
                          const char     *note,
                          YcDisplayState  state);

G_END_DECLS
