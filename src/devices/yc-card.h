/* What an identity card says. */
#pragma once

#include "yc-date.h"

#include <jansson.h>

G_BEGIN_DECLS

typedef enum
{
  YC_CARD_RESIDENT,     /* second-generation resident identity card */
  YC_CARD_PERMIT,       /* J: residence permit for Hong Kong, Macao and Taiwan */
  YC_CARD_FOREIGN_2017, /* I: foreigner's permanent residence, 2017 */
  YC_CARD_FOREIGN_2023, /* Y: foreigner's permanent residence, 2023 */
} YcCardKind;

#define YC_CARD_TEXT_BYTES 256

#define YC_TYPE_CARD (yc_card_get_type ())

/* Reference counted and never changed once it has been given away. Texts are
 * UTF-8 without the padding; what a kind of card does not carry is NULL.
 * Characters that stand for nothing in Unicode stay as U+FFFD, those of the
 * private use area as they are. */
typedef struct
{
  YcCardKind kind;
  char *name;         /* Chinese name */
  char *english_name; /* I, Y */
  char sex;           /* GB/T 2261.1: '0' unknown, '1' male, '2' female, '9' unstated */
  char *ethnic;       /* resident: GB/T 3304 number, two digits */
  YcDate birth;
  char *address;      /* resident, J */
  char *number;
  char *authority;    /* resident, J: in words; I: a code */
  YcDate valid_from;
  YcDate valid_to;    /* meaningful unless long_term */
  gboolean long_term;
  char *nationality;  /* I, Y: three letters */
  char *pass_number;  /* J */
  char *issues;       /* J: times issued; Y: times renewed; I: version */
  GStrv more_addresses; /* (nullable): resident, written on the card later */
  GBytes *text;         /* the text block as it is */
  GBytes *photo;        /* the photo block as it is: a closed codec */
  GBytes *fingerprints; /* (nullable) */
} YcCard;

GType       yc_card_get_type     (void);
YcCard     *yc_card_new          (void);
YcCard     *yc_card_ref          (YcCard       *card);
void        yc_card_unref        (YcCard       *card);
const char *yc_card_kind_to_name (YcCardKind    kind);
json_t     *yc_card_to_json      (const YcCard *card);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCard, yc_card_unref)

G_END_DECLS
