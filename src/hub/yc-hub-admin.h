/* What the people who run a hub ask of it. */
#pragma once

#include "yc-hub.h"
#include "yc-pack.h"

G_BEGIN_DECLS

#define YC_HUB_ADMIN_MAX 8192 /* bytes of a command, without the pack behind it */
#define YC_HUB_ADMIN_MESSAGE_MAX (YC_HUB_ADMIN_MAX + 1 + YC_PACK_BYTES_MAX)
#define YC_HUB_ADMIN_ANSWER_MAX 65536 /* bytes */
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
gboolean  yc_hub_admin_is_pack (GBytes      *command);
gboolean  yc_hub_admin_train   (YcHub       *hub,
                                const char  *password,
                                GError     **error);

/* What yichuang-hub admin does: @arguments without the program's name. */
int       yc_hub_admin_main    (GStrv        arguments);

G_END_DECLS
