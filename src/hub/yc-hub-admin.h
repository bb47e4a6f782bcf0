/* What the people who run a hub ask of it. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_ADMIN_MAX 8192 /* bytes of a command and of its answer */
#define YC_HUB_ADMIN_SOCKET "admin.sock"

#define YC_HUB_TRAINING_HALL "lc"
#define YC_HUB_TRAINING_OPERATOR "C0301"
#define YC_HUB_TRAINING_REVIEWER "R0301"
#define YC_HUB_TRAINING_SUPERVISOR "S0301"
#define YC_HUB_TRAINING_HELPER "H0301"

GBytes   *yc_hub_admin_run     (YcHub       *hub,
                                GBytes      *command,
                                GCancellable *cancellable);
gboolean  yc_hub_admin_is_long (GBytes      *command);
gboolean  yc_hub_admin_train   (YcHub       *hub,
                                const char  *password,
                                GError     **error);

/* What yichuang-hub admin does: @arguments without the program's name. */
int       yc_hub_admin_main    (GStrv        arguments);

G_END_DECLS
