/* Recomputing a hub's chain and holding it against the heads that it has signed. */
#pragma once

#include "yc-audit-book.h"
#include "yc-audit-report.h"

G_BEGIN_DECLS

YcAuditReport *yc_audit_verify (const char    *folder,
                                GPtrArray     *heads,
                                const guint8  *key,
                                GError       **error);

G_END_DECLS
