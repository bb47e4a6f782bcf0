/* Synthetic persons whose cards can be laid on the simulated reader. */
#pragma once

#include "yc-card.h"

G_BEGIN_DECLS

/* Nobody here exists. Numbers are made from the parts, check digit included. */
typedef struct
{
  const char *id;    /* "zhang": what a script calls them */
  YcCardKind kind;
  const char *name;
  const char *english_name; /* (nullable) */
  char sex;
  const char *ethnic;
  const char *birth; /* YYYYMMDD */
  const char *address;
  const char *stem;  /* the number without what is computed: see yc-sim-person.c */
  const char *authority;
  const char *valid_from;
  const char *valid_to;
  const char *nationality;
  const char *pass_number;
  const char *more_address; /* (nullable) */
} YcSimPerson;

const YcSimPerson *yc_sim_person_find       (const char        *id);
char              *yc_sim_person_list       (void);
char              *yc_sim_person_dup_number (const YcSimPerson *person);
void               yc_sim_person_write_text (const YcSimPerson *person,
                                             guint8             text[YC_CARD_TEXT_BYTES]);
void               yc_sim_write_utf16       (guint8            *bytes,
                                             gsize              size_bytes,
                                             const char        *text);

G_END_DECLS
