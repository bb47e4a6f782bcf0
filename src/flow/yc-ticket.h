/* A ticket as a window shows it. */
#pragma once

#include "yc-visit.h"

G_BEGIN_DECLS

/* Properties, all read-only: "number", "service", "state" (YcVisitState as
 * int), "state-text", "window", "issued-at" (int64 ms), "mine" (called by this
 * window). "changed" is emitted when any of it has. */
#define YC_TYPE_TICKET (yc_ticket_get_type ())
G_DECLARE_FINAL_TYPE (YcTicket, yc_ticket, YC, TICKET, GObject)

YcTicket    *yc_ticket_new           (const YcId *id,
                                      const char *own_window);
void         yc_ticket_set_visit     (YcTicket   *self,
                                      YcVisit    *visit);
YcVisit     *yc_ticket_get_visit     (YcTicket   *self);
const YcId  *yc_ticket_get_id        (YcTicket   *self);
const char  *yc_ticket_get_number    (YcTicket   *self);
const char  *yc_ticket_get_service   (YcTicket   *self);
const char  *yc_ticket_get_window    (YcTicket   *self);
YcVisitState yc_ticket_get_state     (YcTicket   *self);
const char  *yc_ticket_get_state_text (YcTicket  *self);
gint64       yc_ticket_get_issued_at (YcTicket   *self);
gint64       yc_ticket_get_called_at (YcTicket   *self);
gboolean     yc_ticket_is_mine       (YcTicket   *self);

G_END_DECLS
