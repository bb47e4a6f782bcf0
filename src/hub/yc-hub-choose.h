/* Operators who choose their password by a one-time code. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_PASSWORD_MIN 8 /* characters */

typedef struct
{
  char *operator_code;
  char *code;     /* as it is hashed */
  char *password;
  char *stored;   /* (nullable): the password's hash, once it was made */
} YcHubChoice;

YcHubChoice *yc_hub_choice_parse (GBytes            *body,
                                  YcHubAnswer      **ret_refusal);
void         yc_hub_choice_free  (YcHubChoice       *self);
void         yc_hub_choice_hash  (YcHubChoice       *self);
YcHubAnswer *yc_hub_choice_keep  (YcHub             *hub,
                                  const YcHubChoice *choice,
                                  const YcHubDevice *device,
                                  GHashTable        *touched);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubChoice, yc_hub_choice_free)

G_END_DECLS
