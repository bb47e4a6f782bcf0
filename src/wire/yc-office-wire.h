/* An office's JSON: what it is sent, and what it sends back (docs/office-api.yaml). */
#pragma once

#include "yc-office-answer.h"

G_BEGIN_DECLS

#define YC_OFFICE_ANSWERS_MAX 100                  /* of one page */
#define YC_OFFICE_PAGE_BYTES_MAX (100 * 64 * 1024) /* an answer has at most 64 KiB */
#define YC_OFFICE_RECEIPT_BYTES_MAX 4096
#define YC_OFFICE_RECEIPT_MAX 64 /* bytes of what an office calls a request */

/* One entry of an office's list. */
typedef struct
{
  gint64 seq;
  YcId id;
  YcId request;           /* nil where it names none */
  YcOfficeAnswer *answer; /* (nullable): NULL where it is not what the interface says */
} YcOfficeEntry;

void       yc_office_entry_free    (YcOfficeEntry   *self);
GBytes    *yc_office_request_encode (YcCase          *c,
                                    const YcMatter  *matter,
                                    const YcModule  *module,
                                    gint64           sent_ms,
                                    gint64           deadline_ms);
char      *yc_office_receipt_parse (GBytes          *bytes,
                                    GError         **error);
GPtrArray *yc_office_page_parse    (GBytes          *bytes,
                                    gint64           after,
                                    gint64          *ret_head,
                                    GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcOfficeEntry, yc_office_entry_free)

G_END_DECLS
