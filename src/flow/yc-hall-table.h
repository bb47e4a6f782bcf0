/* The hall's figures as a table, for a spreadsheet. */
#pragma once

#include "yc-hub-answers-figures.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_HALL_TABLE_TEXTS 2 /* columns of text; all others are numbers */

/* What is needed of who shows them: @name gives (transfer full) what a row's
 * key is called, @measure what a figure is. */
typedef struct
{
  char *(*name) (const char *key,
                 gpointer    data);
  const char *(*measure) (YcMeasure measure);
  gpointer data;
} YcHallTableWords;

GPtrArray *yc_hall_list_table   (const YcHubFigures     *figures,
                                 const YcHallTableWords *words);
GBytes    *yc_hall_table_to_csv (GPtrArray              *table);
/* Only where YC_HAVE_ODS is defined. */
GBytes    *yc_hall_table_to_ods (GPtrArray              *table,
                                 const char             *name,
                                 GError                **error);

G_END_DECLS
