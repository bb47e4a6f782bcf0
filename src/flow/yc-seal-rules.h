/* The rules that the seals of this place are made by: the profiles that are installed. */
#pragma once

#include "yc-seal-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

YcSealProfiles *yc_seal_rules_read (const char  *path,
                                    GError     **error);

G_END_DECLS
