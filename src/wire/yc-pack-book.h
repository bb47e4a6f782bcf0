/* What a desk holds of packs: which it tries, which are good, which it went back from. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_PACK_BOOK_BYTES_MAX (256 * 1024)
#define YC_PACK_BOOK_ENTRIES_MAX 512
#define YC_PACK_WHY_BYTES_MAX 200
#define YC_PACK_WHY_ENDED "the program ended twice while it was tried"
#define YC_PACK_DEATHS_MAX 2 /* ends of the program while it tried a version, until it goes back */

typedef enum
{
  YC_PACK_ABSENT,  /* the hub has it, this desk not; or it is in no pack */
  YC_PACK_TRYING,  /* checked, and no case has been shown with it yet */
  YC_PACK_GOOD,
  YC_PACK_REFUSED, /* a check failed, or the program ended while it was tried */
} YcPackState;

typedef struct
{
  char *version;
  char *sha256; /* "": it is in no pack */
  gint64 size;  /* bytes of the pack */
  gint64 withdrawn_ms; /* 0: it is not */
  YcPackState state;
  guint deaths;
  char *why;     /* why it was refused; "" else */
  gboolean told; /* the hub knows the state */
} YcPackEntry;

typedef struct
{
  GPtrArray *entries; /* of YcPackEntry */
  gboolean running;   /* a run has begun with something on trial, and did not end as it should */
} YcPackBook;

YcPackBook  *yc_pack_book_new       (void);
void         yc_pack_book_free      (YcPackBook   *self);
YcPackBook  *yc_pack_book_parse     (GBytes       *bytes,
                                     GError      **error);
GBytes      *yc_pack_book_encode    (YcPackBook   *self);
YcPackEntry *yc_pack_book_find      (YcPackBook   *self,
                                     const char   *version);
gboolean     yc_pack_book_take_list (YcPackBook   *self,
                                     GBytes       *list,
                                     GError      **error);
void         yc_pack_book_set_state (YcPackEntry  *entry,
                                     YcPackState   state,
                                     const char   *why);
gboolean     yc_pack_book_begin_run (YcPackBook   *self);
gboolean     yc_pack_book_may_begin (YcPackBook   *self,
                                     const char   *version);
gboolean     yc_pack_book_may_show  (YcPackBook   *self,
                                     const char   *version);
gboolean     yc_pack_book_is_trying (YcPackBook   *self);
const char  *yc_pack_state_to_text  (YcPackState   state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPackBook, yc_pack_book_free)

G_END_DECLS
