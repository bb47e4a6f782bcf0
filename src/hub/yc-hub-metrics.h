/* What the hub counts of its own work, as Prometheus reads it. */
#pragma once

#include "yc-hub-request.h"
#include "yc-verdict.h"

G_BEGIN_DECLS

/* What became of bringing one request to an office. */
typedef enum
{
  YC_HUB_OFFICE_TAKEN,
  YC_HUB_OFFICE_FAILED,  /* it will be sent again */
  YC_HUB_OFFICE_REFUSED, /* it will not */
} YcHubOfficeSent;

/* Any thread may count. Every name and every label comes from this program:
 * nothing of a request, a person or a case can become one. */
typedef struct _YcHubMetrics YcHubMetrics;

YcHubMetrics *yc_hub_metrics_new           (void);
void          yc_hub_metrics_free          (YcHubMetrics *self);
void          yc_hub_metrics_count_request (YcHubMetrics *self,
                                            const char   *door,
                                            guint         status,
                                            gint64        took_us);
void          yc_hub_metrics_count_op      (YcHubMetrics *self,
                                            YcOutcome     outcome);
void          yc_hub_metrics_count_batch   (YcHubMetrics *self,
                                            guint         ops);
void          yc_hub_metrics_count_commit  (YcHubMetrics *self,
                                            gint64        took_us,
                                            gboolean      kept);
void          yc_hub_metrics_count_piece   (YcHubMetrics *self,
                                            gsize         bytes);
void          yc_hub_metrics_count_cleared (YcHubMetrics *self,
                                            guint         documents,
                                            gint64        bytes);
void          yc_hub_metrics_count_office  (YcHubMetrics *self,
                                            const char   *office,
                                            YcHubOfficeSent sent);
void          yc_hub_metrics_write         (YcHubMetrics *self,
                                            GString      *text);

/* Lines of the text format, for what is measured only when it is asked for. */
void          yc_hub_metrics_write_head    (GString      *text,
                                            const char   *name,
                                            const char   *type,
                                            const char   *help);
void          yc_hub_metrics_write_value   (GString      *text,
                                            const char   *name,
                                            const char   *label,
                                            const char   *value_of_label,
                                            double        value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubMetrics, yc_hub_metrics_free)

G_END_DECLS
