/* A seal: what it says, by which profile, and what it shows. */
#pragma once

#include "yc-seal-drawing.h"
#include "yc-seal-art-error.h"
#include "yc-seal-fonts.h"
#include "yc-seal-profile.h"

G_BEGIN_DECLS

#define YC_SEAL_SERIAL_MAX 99

/* What a seal says; what its profile has no place for is not looked at. */
typedef struct
{
  const char *name;        /* of the enterprise: 4 to 40 characters */
  const char *person;      /* of a personal seal: 2 to 4 characters */
  const char *suffix;      /* (nullable): of a personal seal: 印, 之印 or nothing; 印 */
  const char *code;        /* (nullable): the filing office's number: absent until it is given */
  const char *credit_code; /* of an invoice seal: 18 characters */
  guint serial;            /* of an invoice seal: from 1 where there are several; 0: there is one */
  guint cuts;              /* anti-forgery cuts in the border, at most the profile's */
} YcSealTexts;

/* A font that was used, and for what. */
typedef struct
{
  YcSealRole role;
  char *font;
  gboolean wanted;     /* it is the one the profile wants */
  GString *characters; /* each once */
} YcSealFontUse;

typedef struct
{
  gatomicrefcount references;
  YcSealDrawing *drawing;
  GPtrArray *fonts; /* of YcSealFontUse */
  char digest[YC_SHA256_TEXT_SIZE];
} YcSeal;

YcSeal  *yc_seal_make        (const YcSealProfile *profile,
                              const YcSealTexts   *texts,
                              YcSealFonts         *fonts,
                              GError             **error);
YcSeal  *yc_seal_ref         (YcSeal              *self);
void     yc_seal_unref       (YcSeal              *self);

/* yc-seal-texts.c */
gboolean yc_seal_texts_check (const YcSealTexts   *self,
                              const YcSealProfile *profile,
                              GError             **error);
char    *yc_seal_texts_dup_person (const YcSealTexts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSeal, yc_seal_unref)

G_END_DECLS
