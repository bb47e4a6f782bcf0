/* The signed heads that somebody remembers of a hub. */
#pragma once

#include "yc-audit-head.h"

G_BEGIN_DECLS

#define YC_AUDIT_DAYS_MAX 400          /* days of which a head is kept */
#define YC_AUDIT_PINNED_MAX 32         /* heads that are kept because they contradict */
#define YC_AUDIT_ENTRIES_MAX 100000    /* of a file that is read */
#define YC_AUDIT_BOOK_BYTES_MAX 0x4000000 /* 64 MiB: of a file that is read */

typedef struct
{
  GBytes *bytes;     /* as the hub signed them */
  GBytes *signature;
  guint8 key[YC_KEY_SIZE]; /* the hub's public key */
  YcAuditHead head;  /* what @bytes say */
  gboolean pinned;   /* it contradicts another, or is contradicted */
  gboolean contradicts; /* one that came before it */
} YcAuditEntry;

YcAuditEntry *yc_audit_entry_new  (GBytes        *bytes,
                                   GBytes        *signature,
                                   const guint8   key[YC_KEY_SIZE]);
void          yc_audit_entry_free (YcAuditEntry  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAuditEntry, yc_audit_entry_free)

GPtrArray *yc_audit_book_new      (void);
GPtrArray *yc_audit_book_parse    (GBytes        *lines,
                                   GError       **error);
GBytes    *yc_audit_book_encode   (GPtrArray     *book);
gboolean   yc_audit_book_take     (GPtrArray     *book,
                                   YcAuditEntry  *entry);
const YcAuditEntry *yc_audit_book_find_contradiction (GPtrArray *book);

G_END_DECLS
