/* The hub's figures and what is behind them; nothing here blocks. */
#pragma once

#include "yc-hub-answers-figures.h"
#include "yc-hub-client.h"

G_BEGIN_DECLS

void              yc_hub_client_figures_async  (YcHubClient           *self,
                                                const YcFiguresQuery  *query,
                                                GCancellable          *cancellable,
                                                GAsyncReadyCallback    callback,
                                                gpointer               user_data);
YcHubFigures     *yc_hub_client_figures_finish (YcHubClient           *self,
                                                GAsyncResult          *result,
                                                YcHubProblem          *ret_problem,
                                                GError               **error);
void              yc_hub_client_counted_async  (YcHubClient           *self,
                                                const YcFiguresQuery  *query,
                                                YcMeasure              measure,
                                                const char            *key,
                                                guint                  after,
                                                GCancellable          *cancellable,
                                                GAsyncReadyCallback    callback,
                                                gpointer               user_data);
YcHubCountedList *yc_hub_client_counted_finish (YcHubClient           *self,
                                                GAsyncResult          *result,
                                                YcHubProblem          *ret_problem,
                                                GError               **error);
void              yc_hub_client_looks_async    (YcHubClient           *self,
                                                gint64                 from_ms,
                                                gint64                 to_ms,
                                                guint                  after,
                                                GCancellable          *cancellable,
                                                GAsyncReadyCallback    callback,
                                                gpointer               user_data);
YcHubLooks       *yc_hub_client_looks_finish   (YcHubClient           *self,
                                                GAsyncResult          *result,
                                                YcHubProblem          *ret_problem,
                                                GError               **error);

G_END_DECLS
