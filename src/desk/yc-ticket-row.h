/* A ticket in the queue: number, service, how long it has waited, state. */
#pragma once

#include "yc-ticket.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: "ticket". */
#define YC_TYPE_TICKET_ROW (yc_ticket_row_get_type ())
G_DECLARE_FINAL_TYPE (YcTicketRow, yc_ticket_row, YC, TICKET_ROW, GtkWidget)

G_END_DECLS
