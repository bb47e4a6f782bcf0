/* JSON from outside, checked before anything is built of it (D25). */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

/* No limits may ask for more. */
#define YC_JSON_DEPTH_MAX 32

/* What a door lets through. Memory used stays within a small multiple of
 * these, whatever comes. */
typedef struct
{
  gsize bytes_max;        /* of the whole text */
  guint depth_max;        /* of objects and arrays in each other, ≤ YC_JSON_DEPTH_MAX */
  gsize members_max;      /* of members and elements, in all */
  gsize string_bytes_max; /* of one string or name, unescaped */
} YcJsonLimits;

gboolean  yc_json_check (const char          *text,
                         gsize                size,
                         const YcJsonLimits  *limits,
                         GError             **error);
json_t   *yc_json_parse (GBytes              *bytes,
                         const YcJsonLimits  *limits,
                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
