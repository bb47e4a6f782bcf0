/* How each of the six outside offices decides. Pure: a request in, an answer out. */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define YC_SIM_OFFICES 6
#define YC_SIM_SERIAL_MAX 999999

/* Draws the office's next number; every one once. */
typedef gint64 (*YcSimSerialFunc) (gpointer data);

typedef struct
{
  const char *id;     /* "police" */
  const char *module; /* "seals" */
  const char *label;
  const char *const *needs; /* paths of the form it can't do without */
  void (*decide) (json_t          *request,
                  json_t          *answer,
                  YcSimSerialFunc  draw,
                  gpointer         data);
} YcSimOfficeRules;

const YcSimOfficeRules *yc_sim_office_rules_get  (guint            index);
const YcSimOfficeRules *yc_sim_office_rules_find (const char      *id);
void                    yc_sim_office_decide     (const YcSimOfficeRules *self,
                                                  json_t          *request,
                                                  json_t          *answer,
                                                  YcSimSerialFunc  draw,
                                                  gpointer         data);
void                    yc_sim_office_correct    (json_t          *answer,
                                                  const char      *path,
                                                  const char      *code,
                                                  const char      *text);
void                    yc_sim_office_refuse     (json_t          *answer,
                                                  const char      *code,
                                                  const char      *text,
                                                  const char      *remedy);

G_END_DECLS
