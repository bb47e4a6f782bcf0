/* What a pack holds, read and held against each other. */
#pragma once

#include "yc-catalogue-reader.h"
#include "yc-pack.h"
#include "yc-seal-profile.h"
#include "yc-template.h"

G_BEGIN_DECLS

/* What becomes of a case when it is submitted. */
typedef enum
{
  YC_PACK_OUTCOME_INCOMPLETE, /* something is missing or wrong */
  YC_PACK_OUTCOME_APPROVED,   /* the rules decide it at once */
  YC_PACK_OUTCOME_REVIEW,     /* they leave it to a reviewer */
} YcPackOutcome;

const char *yc_pack_outcome_to_text (YcPackOutcome outcome);

/* A case that the publisher has kept, and what becomes of it. */
typedef struct
{
  char *name; /* of its part */
  const YcMatter *matter;
  YcDate day;
  YcPackOutcome outcome; /* as the publisher says */
  YcTemplateData *data;  /* with what fields begin with */
} YcPackExample;

/* It never changes; any thread may look into it. */
typedef struct
{
  YcCatalogue *catalogue;
  GBytes *catalogue_bytes; /* as they are in the pack */
  GPtrArray *templates;  /* of YcTemplate */
  YcSealProfiles *seals; /* (nullable) */
  GPtrArray *examples;   /* of YcPackExample */
} YcPackContent;

YcPackContent *yc_pack_content_new  (const YcPack   *pack,
                                     GError        **error);
void           yc_pack_content_free (YcPackContent  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPackContent, yc_pack_content_free)

G_END_DECLS
