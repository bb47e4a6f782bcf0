/* A catalogue from its JSON. */
#pragma once

#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_CATALOGUE_BYTES_MAX (4 * 1024 * 1024)

typedef enum
{
  YC_CATALOGUE_ERROR_JSON,
  YC_CATALOGUE_ERROR_SHAPE,     /* a member is missing, unknown or of the wrong type */
  YC_CATALOGUE_ERROR_REFERENCE, /* names a field, a choice or a check that is not there */
  YC_CATALOGUE_ERROR_LIMIT,
} YcCatalogueError;

#define YC_CATALOGUE_ERROR (yc_catalogue_error_quark ())
GQuark yc_catalogue_error_quark (void);

/**
 * yc_catalogue_read:
 * @bytes: JSON in UTF-8, at most %YC_CATALOGUE_BYTES_MAX
 * @name: what to call it in messages: the file's name
 * @error: "FILE: /matters/0/pages/1/fields/3/type: reason"
 *
 * A catalogue is read whole or refused whole.
 *
 * Returns: (transfer full) (nullable): the catalogue
 */
YcCatalogue *yc_catalogue_read (GBytes      *bytes,
                                const char  *name,
                                GError     **error);

G_END_DECLS
