/* Why a seal can't be made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  YC_SEAL_ART_ERROR_TEXT,  /* empty, too short or too long, or with a character that is none to be seen */
  YC_SEAL_ART_ERROR_CODE,  /* a number of another length, or of other characters */
  YC_SEAL_ART_ERROR_GLYPH, /* no font has the character */
  YC_SEAL_ART_ERROR_FONT,  /* a font is missing altogether, or can't be read */
  YC_SEAL_ART_ERROR_SIZE,  /* the seal is too small for its text */
  YC_SEAL_ART_ERROR_PROFILE, /* the profile does not have what is asked for */
} YcSealArtError;

#define YC_SEAL_ART_ERROR (yc_seal_art_error_quark ())

GQuark yc_seal_art_error_quark (void);

G_END_DECLS
