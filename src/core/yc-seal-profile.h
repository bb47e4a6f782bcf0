/* How the seals of a region are made: data, as an authority publishes it. */
#pragma once

#include "yc-date.h"

G_BEGIN_DECLS

#define YC_SEAL_NAME_CHARS_MIN 4  /* of an enterprise's name on a seal */
#define YC_SEAL_NAME_CHARS_MAX 40
#define YC_SEAL_PERSON_CHARS_MIN 2
#define YC_SEAL_PERSON_CHARS_MAX 4
#define YC_SEAL_CELLS_MAX 6 /* a person's name and 之印 */
#define YC_SEAL_COLUMNS_MAX 3
#define YC_SEAL_CODE_DIGITS_MAX 20
#define YC_SEAL_CREDIT_CHARS 18
#define YC_SEAL_CUTS_MAX 12

/* The filing system's types 01 to 05 are official, finance, invoice, contract, legal representative. */
typedef enum
{
  YC_SEAL_OFFICIAL,
  YC_SEAL_FINANCE,
  YC_SEAL_INVOICE,
  YC_SEAL_CONTRACT,
  YC_SEAL_LEGAL_REP,
  YC_SEAL_N_KINDS,
} YcSealKind;

/* A font by the families that will do, the wanted one first. */
typedef struct
{
  char *id;
  char **families;
  gboolean bold;
  guint line_um; /* strokes thinner than this are made so wide; 0: as they are */
} YcSealStyle;

/* The name on the upper arc. Few characters are wide and span little, many are narrow and span much. */
typedef struct
{
  const YcSealStyle *style;
  guint height_um;
  guint height_min_um; /* where the characters become narrow; as height_um where the rule fixes it */
  guint width_max_um;
  guint width_min_um;
  guint border_gap_um; /* from the border to the nearest outline */
  guint gap_min_um;    /* between neighbours */
  guint span_min_deg;  /* seen from the centre */
  guint span_max_deg;
} YcSealArc;

/* A straight line of text, centred. */
typedef struct
{
  const YcSealStyle *style;
  char *text;         /* (nullable): where it does not come from the case */
  guint height_um;
  guint width_um;     /* of a character */
  guint gap_um;       /* between characters; 0 where total_um says */
  guint total_um;     /* from the first outline to the last; 0: as it comes */
  gint top_um;        /* below the seal's centre line */
} YcSealRow;

/* The filing office's number on the lower arc. */
typedef struct
{
  const YcSealStyle *style;
  guint height_um;
  guint width_um;
  guint gap_um;
  guint border_gap_um;
  guint digits_min;
  guint digits_max;
} YcSealCodeSpec;

/* A personal seal: characters in columns from the right. */
typedef struct
{
  const YcSealStyle *style;
  guint margin_um; /* inside the border */
  guint gap_um;    /* between cells */
  guint columns[YC_SEAL_CELLS_MAX + 1][YC_SEAL_COLUMNS_MAX]; /* by the number of characters: how many in each */
} YcSealSquare;

typedef struct
{
  YcSealKind kind;
  char *id; /* as the form's size says: "40" */
  char *label;
  guint width_um;
  guint height_um;
  guint border_um;
  guint inner_border_um;     /* 0: none */
  guint inner_border_gap_um; /* between the two */
  guint star_um;             /* of the circle through its tips; 0: none */
  gint star_up_um;           /* how far its centre lies above the seal's */
  guint cut_um;              /* of an anti-forgery cut in the border; 0: none can be asked for */
  guint cuts_max;
  YcSealArc *arc;            /* (nullable) */
  YcSealRow *title;          /* (nullable) */
  YcSealRow *credit;         /* (nullable): the unified social credit code */
  YcSealRow *serial;         /* (nullable) */
  YcSealCodeSpec *code;      /* (nullable) */
  YcSealSquare *square;      /* (nullable): a personal seal, with nothing of the above */
} YcSealProfile;

typedef struct
{
  char *version;
  YcDate valid_from;
  char *label;
  GPtrArray *styles;   /* of YcSealStyle */
  GPtrArray *profiles; /* of YcSealProfile; a kind's first is its default */
  gatomicrefcount references;
} YcSealProfiles;

YcSealProfiles       *yc_seal_profiles_new   (void);
YcSealProfiles       *yc_seal_profiles_ref   (YcSealProfiles       *self);
void                  yc_seal_profiles_unref (YcSealProfiles       *self);
YcSealProfile        *yc_seal_profiles_add   (YcSealProfiles       *self);
const YcSealProfile  *yc_seal_profiles_find  (const YcSealProfiles *self,
                                              YcSealKind            kind,
                                              const char           *id);
const YcSealStyle    *yc_seal_profiles_find_style (const YcSealProfiles *self,
                                              const char           *id);

const char           *yc_seal_profile_check  (const YcSealProfile  *self,
                                              const char          **ret_member);

const char           *yc_seal_kind_to_text   (YcSealKind            kind);
const char           *yc_seal_kind_get_type  (YcSealKind            kind);
gboolean              yc_seal_kind_parse     (const char           *text,
                                              YcSealKind           *ret_kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealProfiles, yc_seal_profiles_unref)

G_END_DECLS
