/* The keys that act here, at the foot of the window. */
#pragma once

#include "yc-keys.h"

G_BEGIN_DECLS

#define YC_TYPE_KEY_BAR (yc_key_bar_get_type ())
G_DECLARE_FINAL_TYPE (YcKeyBar, yc_key_bar, YC, KEY_BAR, GtkWidget)

void yc_key_bar_show_place (YcKeyBar   *self,
                            YcKeysPlace place,
                            guint       roles);

G_END_DECLS
