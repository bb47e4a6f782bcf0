/* The offices' doors on the network: docs/office-api.yaml. */
#pragma once

#include "yc-sim-office.h"

G_BEGIN_DECLS

#define YC_SIM_OFFICE_CONNECTIONS_MAX 512
#define YC_SIM_OFFICE_IDLE_MAX_S 60 /* of a connection that says nothing */
#define YC_SIM_OFFICE_WAIT_MAX_S 25
#define YC_SIM_OFFICE_WAITERS_MAX 256 /* requests for answers that are kept open */

typedef struct _YcSimOfficeServer YcSimOfficeServer;

YcSimOfficeServer *yc_sim_office_server_new    (GPtrArray          *offices,
                                                const char         *token);
gboolean           yc_sim_office_server_listen (YcSimOfficeServer  *self,
                                                const char         *address,
                                                guint              *ret_port,
                                                GError            **error);
gboolean           yc_sim_office_server_tell   (YcSimOfficeServer  *self,
                                                const char         *line,
                                                GError            **error);
void               yc_sim_office_server_free   (YcSimOfficeServer  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimOfficeServer, yc_sim_office_server_free)

G_END_DECLS
