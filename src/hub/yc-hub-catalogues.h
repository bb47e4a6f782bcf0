/* The versions of the catalogue that a hub has: those of the program, each from a
 * file of its own, and those of packs. */
#pragma once

#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_HUB_CATALOGUES_MAX 256 /* versions */

/* One version. It stays as long as the hub does; only withdrawn_ms is ever set, once. */
typedef struct
{
  char *name; /* of the file */
  YcCatalogue *catalogue;
  GBytes *bytes;       /* of the catalogue */
  char *pack;          /* (nullable): SHA-256 of the pack it came in */
  gsize pack_bytes;    /* of that pack; 0 without one */
  gint64 withdrawn_ms; /* since when no case begins with it; 0: cases do */
} YcHubVersion;

/* All of it may be used by any thread. */
typedef struct _YcHubCatalogues YcHubCatalogues;

typedef void (*YcHubVersionFunc) (const YcHubVersion *version,
                                  gpointer            data);

YcHubCatalogues   *yc_hub_catalogues_open        (const char         *path,
                                                  GError            **error);
void               yc_hub_catalogues_free        (YcHubCatalogues    *self);
gboolean           yc_hub_catalogues_add_pack    (YcHubCatalogues    *self,
                                                  YcCatalogue        *catalogue,
                                                  GBytes             *bytes,
                                                  const char         *sha256,
                                                  gsize               size,
                                                  GError            **error);
void               yc_hub_catalogues_withdraw    (YcHubCatalogues    *self,
                                                  const char         *version,
                                                  gint64              at_ms);
const YcHubVersion *yc_hub_catalogues_look_up    (YcHubCatalogues    *self,
                                                  const char         *version);
const YcCatalogue *yc_hub_catalogues_find        (YcHubCatalogues    *self,
                                                  const char         *version);
const YcCatalogue *yc_hub_catalogues_find_newest (YcHubCatalogues    *self,
                                                  const YcDate       *day);
const YcCatalogue *yc_hub_catalogues_find_later  (YcHubCatalogues    *self,
                                                  const YcCatalogue  *catalogue,
                                                  const YcDate       *day);
GBytes            *yc_hub_catalogues_get_bytes   (YcHubCatalogues    *self,
                                                  const YcCatalogue  *catalogue);
guint              yc_hub_catalogues_count       (YcHubCatalogues    *self);
void               yc_hub_catalogues_foreach     (YcHubCatalogues    *self,
                                                  YcHubVersionFunc    func,
                                                  gpointer            data);
/* Counts the changes there were, over all runs of the hub. */
gint64             yc_hub_catalogues_get_revision (YcHubCatalogues   *self);
void               yc_hub_catalogues_set_revision (YcHubCatalogues   *self,
                                                  gint64              revision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCatalogues, yc_hub_catalogues_free)

G_END_DECLS
