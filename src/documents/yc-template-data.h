/* What a paper is made from: a snapshot of a case's values, and of what
 * stands beside its form. It may go to another thread. */
#pragma once

#include "yc-case-progress.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_TEMPLATE_DATA_BYTES_MAX (1024 * 1024)
#define YC_TEMPLATE_DATA_VALUES_MAX 20000
#define YC_TEMPLATE_DATA_ROWS_MAX 500 /* of one list */

typedef struct _YcTemplateData YcTemplateData;

YcTemplateData *yc_template_data_new        (void);
/* {"values": {"/name/trade": "鲁西", "/capital/amount": 100000000},
 *  "rows": {"/shareholders": ["a", "b"]}} */
YcTemplateData *yc_template_data_read       (GBytes               *bytes,
                                             GError              **error);
YcTemplateData *yc_template_data_ref        (YcTemplateData       *self);
void            yc_template_data_unref      (YcTemplateData       *self);
const YcForm   *yc_template_data_get_form   (const YcTemplateData *self);

/* Only while it is being made. */
void            yc_template_data_set        (YcTemplateData       *self,
                                             const char           *path,
                                             const YcValue        *value);
void            yc_template_data_set_text   (YcTemplateData       *self,
                                             const char           *path,
                                             const char           *text);
void            yc_template_data_set_int    (YcTemplateData       *self,
                                             const char           *path,
                                             gint64                integer);
char           *yc_template_data_add_row    (YcTemplateData       *self,
                                             const char           *list,
                                             const char           *row);
void            yc_template_data_set_source (YcTemplateData       *self,
                                             const char           *path,
                                             const char           *field);
const char     *yc_template_data_get_source (const YcTemplateData *self,
                                             const char           *path);

/* Who makes the paper, and where. */
typedef struct
{
  const char *hall;     /* (nullable): its name */
  const char *window;   /* (nullable): its code */
  const char *operator; /* (nullable): whose name stands on it */
  YcDate date;          /* the day it is made */
} YcTemplateOffice;

/* yc-template-case.c */
YcTemplateData *yc_template_data_new_from_case (YcCase                 *c,
                                                const YcMatter         *matter,
                                                const YcTemplateOffice *office);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcTemplateData, yc_template_data_unref)

G_END_DECLS
