/* One field of a case: its value, and the values that stand against it (D7). */
#pragma once

#include "yc-id.h"
#include "yc-stamp.h"
#include "yc-value.h"

G_BEGIN_DECLS

#define YC_PATH_MAX 160 /* bytes */

gboolean yc_path_is_valid (const char *path);
gboolean yc_path_is_below (const char *path,
                           const char *ancestor);
char    *yc_path_dup_row  (const char *path,
                           YcId       *ret_row);

/* Who gave a value, when, and what from. */
typedef struct
{
  YcId op;
  char *by;     /* operator's code */
  char *window; /* window's code */
  char *source; /* "typed", "card", "scan", "helper", "shared" */
  YcMoment at;
} YcOrigin;

/* A value that stands against the field's, with those who came after it on
 * the same side. */
typedef struct
{
  YcId first; /* the op that opened the branch: its name */
  YcValue value;
  YcOrigin origin; /* of the newest value on the branch */
} YcBranch;

typedef struct
{
  YcValue value;
  YcOrigin origin;
  gint64 revision;     /* the stream's revision that set the value; 0 if only predicted */
  GPtrArray *branches; /* of YcBranch, never NULL; empty unless contested */
} YcField;

YcField  *yc_field_new            (void);
void      yc_field_free           (YcField        *self);
void      yc_field_set            (YcField        *self,
                                   const YcValue  *value,
                                   const YcOrigin *origin,
                                   gint64          revision);
gboolean  yc_field_is_contested   (const YcField  *self);
YcBranch *yc_field_find_branch    (const YcField  *self,
                                   const YcId     *first);
void      yc_field_contest        (YcField        *self,
                                   const YcId     *joins,
                                   const YcValue  *value,
                                   const YcOrigin *origin);
void      yc_field_close_branch   (YcField        *self,
                                   const YcId     *first);

G_END_DECLS
