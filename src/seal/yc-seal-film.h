/* The page a photosensitive seal is flashed through: black and clear, at true size. */
#pragma once

#include "yc-seal-plan.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SEAL_FILM_ERROR_MATERIAL, /* not one that is flashed */
  YC_SEAL_FILM_ERROR_PAGE,     /* too many for a page, or none */
  YC_SEAL_FILM_ERROR_PDF,
} YcSealFilmError;

#define YC_SEAL_FILM_ERROR (yc_seal_film_error_quark ())
GQuark yc_seal_film_error_quark (void);

GBytes *yc_seal_film_new (const GPtrArray       *parts,
                          const YcSealMaterial  *material,
                          GError               **error);

G_END_DECLS
