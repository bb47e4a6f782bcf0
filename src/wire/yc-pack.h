/* A pack: one version of the catalogue with the papers and seals that go with it,
 * as its publisher signed them. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_PACK_BYTES_MAX (4 * 1024 * 1024) /* a desk keeps it as one setting of its store */
#define YC_PACK_PART_BYTES_MAX (4 * 1024 * 1024)
#define YC_PACK_PARTS_MAX 128
#define YC_PACK_PUBLISHER_BYTES_MAX 120

typedef enum
{
  YC_PACK_ERROR_FORMAT,    /* not a pack, cut off, or too large */
  YC_PACK_ERROR_PART,      /* a part is missing, named wrongly, or in no manifest */
  YC_PACK_ERROR_DIGEST,    /* a part is not the one that was signed */
  YC_PACK_ERROR_SIGNATURE, /* not signed by the key it names */
  YC_PACK_ERROR_CONTENT,   /* its parts do not go together */
} YcPackError;

#define YC_PACK_ERROR (yc_pack_error_quark ())
GQuark yc_pack_error_quark (void);

typedef enum
{
  YC_PACK_CATALOGUE, /* "catalogue.json", once */
  YC_PACK_SEALS,     /* "seals.json", at most once */
  YC_PACK_TEMPLATE,  /* "templates/NAME.json" */
  YC_PACK_EXAMPLE,   /* "examples/NAME.json" */
} YcPackPartType;

typedef struct
{
  YcPackPartType type;
  char *name;
  GBytes *bytes;
  char sha256[YC_SHA256_TEXT_SIZE];
} YcPackPart;

/* It never changes once it is made; any thread may look into it. */
typedef struct
{
  char *version;   /* of the catalogue in it */
  char *publisher; /* a name, for people */
  guint8 key[YC_KEY_SIZE]; /* the publisher's; whether it is trusted is for who takes the pack */
  char sha256[YC_SHA256_TEXT_SIZE]; /* of the whole file */
  GPtrArray *parts; /* of YcPackPart, in the order of their names */
} YcPack;

YcPack           *yc_pack_read      (GBytes           *bytes,
                                     GError          **error);
void              yc_pack_free      (YcPack           *self);
/* (nullable) (transfer none): the part of that name */
const YcPackPart *yc_pack_find_part (const YcPack     *self,
                                     const char       *name);

/* What is to become a pack. */
YcPackPart       *yc_pack_part_new  (const char       *name,
                                     GBytes           *bytes,
                                     GError          **error);
void              yc_pack_part_free (YcPackPart       *self);
GBytes           *yc_pack_write     (const char       *version,
                                     const char       *publisher,
                                     GPtrArray        *parts,
                                     const YcKeyPair  *key,
                                     GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPack, yc_pack_free)

G_END_DECLS
