/* The inside of a case, for the files that make it up. */
#pragma once

#include "yc-case.h"

G_BEGIN_DECLS

struct _YcCase
{
  GObject parent_instance;

  YcId id;
  YcCaseStatus status;
  gint64 revision;
  char *matter;
  char *version;
  char *hall;
  YcId visit;
  char *number;

  GHashTable *folded;     /* set of YcId: the ops that had their effect */
  GHashTable *fields;     /* path → YcField */
  GHashTable *rows;       /* list's path → GPtrArray of row ids as text, as added */
  GHashTable *identities; /* person's path → YcIdentity */
  GHashTable *items;      /* item's id → YcItem */
  GHashTable *decisions;  /* module → YcDecision */
  GHashTable *results;    /* "module/key" → text */
  GPtrArray *documents;   /* of YcDocument */
  GPtrArray *events;      /* of YcEvent */

  YcValue shown; /* what a computed path answers; until the next question */
};

YcIdentity *yc_case_find_identity (YcCase     *self,
                                   const char *name,
                                   const char *number);

G_END_DECLS
