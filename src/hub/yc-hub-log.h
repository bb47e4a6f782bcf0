/* What the hub says to whoever runs it: a line at a time, to standard error. */
#pragma once

#include "yc-id.h"

G_BEGIN_DECLS

#define YC_HUB_REQUEST_ID_SIZE 33 /* with its end */

typedef enum
{
  YC_HUB_LOG_PLAIN, /* as GLib writes it; no line a request */
  YC_HUB_LOG_JSON,  /* an object a line, one for every request as well */
} YcHubLogFormat;

/* A request that was answered. No path, no body, no name: only what this
 * program itself has given out. */
typedef struct
{
  const char *request;  /* its id */
  const char *door;
  guint status;
  const char *code;     /* (nullable): of the problem that was the answer */
  gint64 took_ms;
  const YcId *device;   /* (nullable): a device that is known */
  const char *operator_code; /* (nullable): one that was proven */
} YcHubLogRequest;

gboolean yc_hub_log_parse_format (const char            *text,
                                  YcHubLogFormat        *ret_format);
void     yc_hub_log_open         (YcHubLogFormat         format);
void     yc_hub_log_request      (const YcHubLogRequest *request);
void     yc_hub_log_failure      (const char            *why);
void     yc_hub_log_init_id      (const char            *asked,
                                  char                   ret_id[YC_HUB_REQUEST_ID_SIZE]);

G_END_DECLS
