/* The versions of the catalogue that a hub has, each from a file of its own. */
#pragma once

#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_HUB_CATALOGUES_MAX 256 /* versions */

typedef struct _YcHubCatalogues YcHubCatalogues;

YcHubCatalogues   *yc_hub_catalogues_open        (const char         *path,
                                                  GError            **error);
void               yc_hub_catalogues_free        (YcHubCatalogues    *self);
const YcCatalogue *yc_hub_catalogues_find        (YcHubCatalogues    *self,
                                                  const char         *version);
const YcCatalogue *yc_hub_catalogues_find_newest (YcHubCatalogues    *self,
                                                  const YcDate       *day);
GBytes            *yc_hub_catalogues_get_bytes   (YcHubCatalogues    *self,
                                                  const YcCatalogue  *catalogue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCatalogues, yc_hub_catalogues_free)

G_END_DECLS
