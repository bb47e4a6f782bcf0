/* A hub's database as an auditor reads it: never written to, also while the hub runs. */
#pragma once

#include "yc-audit-chain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_AUDIT_ERROR_FORMAT, /* not a hub's store, or one of another version */
  YC_AUDIT_ERROR_READ,   /* SQLite cannot read it */
} YcAuditError;

#define YC_AUDIT_ERROR (yc_audit_error_quark ())
GQuark yc_audit_error_quark (void);

/* A row of the hub's order as it stands in the file; nothing of it is believed. */
typedef struct
{
  gint64 position;
  char *hash;   /* what stands there as the chain's value */
  char *stream;
  gint64 revision;
  YcId id;
  char *hall;
  char *kind;
  YcId device;
  gint64 at_ms;
  gint64 received_ms;
  GBytes *bytes;
  GBytes *signature;
  GBytes *verdict;
} YcAuditRow;

void yc_audit_row_free (YcAuditRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAuditRow, yc_audit_row_free)

/* What a permission says of whoever used it. */
typedef struct
{
  YcId device;
  guint8 key[YC_KEY_SIZE]; /* of the session, public */
} YcAuditGrant;

typedef struct _YcAuditRows YcAuditRows;

YcAuditRows *yc_audit_rows_open          (const char    *folder,
                                          GError       **error);
void         yc_audit_rows_free          (YcAuditRows   *self);
const char  *yc_audit_rows_get_epoch     (YcAuditRows   *self);
gboolean     yc_audit_rows_next          (YcAuditRows   *self,
                                          YcAuditRow   **ret_row,
                                          GError       **error);
gboolean     yc_audit_rows_find_revision (YcAuditRows   *self,
                                          const char    *stream,
                                          gint64         revision,
                                          gint64        *ret_position,
                                          GError       **error);
gboolean     yc_audit_rows_find_before   (YcAuditRows   *self,
                                          const char    *stream,
                                          gint64         revision,
                                          gint64        *ret_position,
                                          GError       **error);
gboolean     yc_audit_rows_find_grant    (YcAuditRows   *self,
                                          const YcId    *id,
                                          gboolean      *ret_found,
                                          YcAuditGrant  *ret_grant,
                                          GError       **error);
gboolean     yc_audit_rows_find_hash     (YcAuditRows   *self,
                                          gint64         position,
                                          char           ret_hash[YC_CHAIN_TEXT_SIZE],
                                          GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcAuditRows, yc_audit_rows_free)

G_END_DECLS
