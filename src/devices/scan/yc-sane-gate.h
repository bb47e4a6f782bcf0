/* What may be asked of libsane by one thread at a time. */
#pragma once

#include <gio/gio.h>
#include <sane/sane.h>

G_BEGIN_DECLS

/* How long a driver that holds the gate is waited for. */
#define YC_SANE_GATE_WAIT_MS 20000

/* Listing, opening and closing go through libsane's own tables, which know no
 * threads. Two open scanners may be read at the same time. */
gboolean yc_sane_gate_enter     (GError **error);
void     yc_sane_gate_leave     (void);
void     yc_sane_gate_scanning  (int      by);
gboolean yc_sane_gate_is_quiet  (void);

G_END_DECLS
