/* The profiles of a region's seals from their JSON. */
#pragma once

#include "yc-catalogue-reader.h"
#include "yc-seal-profile.h"

G_BEGIN_DECLS

#define YC_SEAL_PROFILES_BYTES_MAX (256 * 1024)

/**
 * yc_seal_profiles_read:
 * @bytes: JSON in UTF-8, at most %YC_SEAL_PROFILES_BYTES_MAX
 * @name: what to call it in messages: the file's name
 * @error: #YC_CATALOGUE_ERROR, "FILE: /profiles/0/arc/style: reason"
 *
 * They are read whole or refused whole.
 *
 * Returns: (transfer full) (nullable): the profiles
 */
YcSealProfiles *yc_seal_profiles_read (GBytes      *bytes,
                                       const char  *name,
                                       GError     **error);

G_END_DECLS
