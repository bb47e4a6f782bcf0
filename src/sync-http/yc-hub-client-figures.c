/* yc-hub-client-figures.c: the hub's figures and what is behind them */

#include "yc-hub-client-figures.h"

#include "yc-hub-client-private.h"

static void
append_query (GString              *path,
              const YcFiguresQuery *query)
{
  static const char *const by[] = { "none", "window", "person", "matter" };

  g_string_append_printf (path, "?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT "&by=%s", query->from_ms,
                          query->to_ms, by[query->by]);
}

/**
 * yc_hub_client_figures_async:
 * @query: the period and by what; its now is the hub's
 */
void
yc_hub_client_figures_async (YcHubClient          *self,
                             const YcFiguresQuery *query,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  g_autoptr (GString) path = g_string_new ("/v1/figures");

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && query != NULL);

  append_query (path, query);
  yc_hub_client_get_async (self, path->str, YC_HUB_FIGURES_BYTES_MAX, (YcHubParse) yc_hub_figures_parse,
                           (GDestroyNotify) yc_hub_figures_free, yc_hub_client_figures_async, cancellable, callback,
                           user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubFigures *
yc_hub_client_figures_finish (YcHubClient   *self,
                              GAsyncResult  *result,
                              YcHubProblem  *ret_problem,
                              GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_figures_async, ret_problem, error);
}

/**
 * yc_hub_client_counted_async:
 * @query: the one that counted, with the now of its answer
 * @measure: which of its figures
 * @key: (nullable): of which row; %NULL for all
 * @after: how many to pass over
 */
void
yc_hub_client_counted_async (YcHubClient          *self,
                             const YcFiguresQuery *query,
                             YcMeasure             measure,
                             const char           *key,
                             guint                 after,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  g_autoptr (GString) path = g_string_new ("/v1/figures/cases");

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && query != NULL);

  append_query (path, query);
  g_string_append_printf (path, "&measure=%s&now=%" G_GINT64_FORMAT "&after=%u&limit=%u", yc_measure_to_text (measure),
                          query->now_ms, after, YC_HUB_LIST_ROWS_MAX);
  if (key != NULL)
    {
      g_string_append (path, "&key=");
      g_string_append_uri_escaped (path, key, NULL, FALSE);
    }
  yc_hub_client_get_async (self, path->str, YC_HUB_FIGURES_BYTES_MAX, (YcHubParse) yc_hub_counted_list_parse,
                           (GDestroyNotify) yc_hub_counted_list_free, yc_hub_client_counted_async, cancellable,
                           callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubCountedList *
yc_hub_client_counted_finish (YcHubClient   *self,
                              GAsyncResult  *result,
                              YcHubProblem  *ret_problem,
                              GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_counted_async, ret_problem, error);
}

/**
 * yc_hub_client_looks_async:
 * @from_ms: the beginning of the period
 * @to_ms: its end
 * @after: how many to pass over
 */
void
yc_hub_client_looks_async (YcHubClient          *self,
                           gint64                from_ms,
                           gint64                to_ms,
                           guint                 after,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_autofree char *path = g_strdup_printf ("/v1/reveals?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT
                                           "&after=%u&limit=%u",
                                           from_ms, to_ms, after, YC_HUB_LIST_ROWS_MAX);

  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  yc_hub_client_get_async (self, path, YC_HUB_FIGURES_BYTES_MAX, (YcHubParse) yc_hub_looks_parse,
                           (GDestroyNotify) yc_hub_looks_free, yc_hub_client_looks_async, cancellable, callback,
                           user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubLooks *
yc_hub_client_looks_finish (YcHubClient   *self,
                            GAsyncResult  *result,
                            YcHubProblem  *ret_problem,
                            GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_looks_async, ret_problem, error);
}
