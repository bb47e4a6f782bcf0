/* The hub's doors for administrators, and for who chooses a password; nothing here blocks. */
#pragma once

#include "yc-hub-answers-staff.h"
#include "yc-hub-client.h"

G_BEGIN_DECLS

/* @name: "operators", "windows" or "devices"; @search: "" for all */
void            yc_hub_client_staff_async         (YcHubClient          *self,
                                                   const char           *name,
                                                   const char           *search,
                                                   guint                 after,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
YcHubStaffList *yc_hub_client_staff_finish        (YcHubClient          *self,
                                                   GAsyncResult         *result,
                                                   YcHubProblem         *ret_problem,
                                                   GError              **error);
void            yc_hub_client_staff_code_async    (YcHubClient          *self,
                                                   const YcId           *op,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
YcHubOneTimeCode *yc_hub_client_staff_code_finish   (YcHubClient          *self,
                                                   GAsyncResult         *result,
                                                   YcHubProblem         *ret_problem,
                                                   GError              **error);
void            yc_hub_client_password_async      (YcHubClient          *self,
                                                   const char           *operator_code,
                                                   const char           *code,
                                                   const char           *password,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean        yc_hub_client_password_finish     (YcHubClient          *self,
                                                   GAsyncResult         *result,
                                                   YcHubProblem         *ret_problem,
                                                   GError              **error);

G_END_DECLS
