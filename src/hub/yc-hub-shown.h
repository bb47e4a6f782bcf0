/* What a desk shows of what this hub signed, before it was set back to a backup. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

#define YC_HUB_SHOWN_MAX 4             /* signed texts in one header */
#define YC_HUB_SHOWN_BYTES_MAX 4096    /* of one of them */

/* A text and the hub's signature, as they came: not yet believed. */
typedef struct
{
  GBytes *bytes;
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
} YcHubShown;

GPtrArray  *yc_hub_shown_parse      (const char        *header);
GPtrArray  *yc_hub_shown_list_ops   (GPtrArray         *shown,
                                     const YcHub       *hub,
                                     const YcStream    *stream);
gboolean    yc_hub_shown_keep       (YcHub             *hub,
                                     GPtrArray         *shown,
                                     const YcStream    *stream,
                                     GError           **error);
GPtrArray  *yc_hub_shown_list_kept  (YcHub             *hub,
                                     const YcStream    *stream,
                                     GError           **error);
YcHubGrant *yc_hub_shown_read_grant (GPtrArray         *shown,
                                     const YcHub       *hub,
                                     const YcId        *id,
                                     const YcHubDevice *device);

G_END_DECLS
