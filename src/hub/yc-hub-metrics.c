/* yc-hub-metrics.c: what the hub counts of its own work
 *
 * The text format of Prometheus, version 0.0.4: a name, labels, a number, one
 * a line. The set of lines is bounded: doors come from a table, statuses are
 * told apart by their first digit, and a histogram has the limits written
 * down here. A counter never goes back; a restart begins anew, which whoever
 * reads it knows by the start time.
 */

#include "yc-hub-metrics.h"

#include <string.h>

#define PREFIX "yichuang_hub_"
#define CLASSES 5     /* 1xx to 5xx */
#define BUCKETS_MAX 12
#define SENT_MAX 3
#define OUTCOMES (YC_OUTCOME_REFUSED + 1)

typedef struct
{
  const double *limits; /* ascending; the last bucket, without a limit, is not among them */
  guint count;          /* of limits */
  guint64 buckets[BUCKETS_MAX + 1];
  double sum;
} Histogram;

typedef struct
{
  guint64 requests[CLASSES];
  Histogram seconds;
} Door;

struct _YcHubMetrics
{
  GMutex mutex;
  GHashTable *doors; /* name, a literal → Door */
  guint64 ops[OUTCOMES];
  Histogram batch;
  Histogram commit;
  guint64 commits_failed;
  GHashTable *offices; /* name → guint64[SENT_MAX]; those of the configuration */
  guint64 pieces;
  guint64 piece_bytes;
  guint64 cleared;
  guint64 cleared_bytes;
};

static const double request_limits[] = { 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10 };
static const double commit_limits[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5 };
static const double batch_limits[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };

G_STATIC_ASSERT (G_N_ELEMENTS (request_limits) <= BUCKETS_MAX);
G_STATIC_ASSERT (G_N_ELEMENTS (commit_limits) <= BUCKETS_MAX);
G_STATIC_ASSERT (G_N_ELEMENTS (batch_limits) <= BUCKETS_MAX);

static void
histogram_init (Histogram    *self,
                const double *limits,
                guint         count)
{
  memset (self, 0, sizeof *self);
  self->limits = limits;
  self->count = count;
}

static void
histogram_add (Histogram *self,
               double     value)
{
  guint i = 0;

  while (i < self->count && value > self->limits[i])
    i++;
  self->buckets[i]++;
  self->sum += value;
}

YcHubMetrics *
yc_hub_metrics_new (void)
{
  YcHubMetrics *self = g_new0 (YcHubMetrics, 1);

  g_mutex_init (&self->mutex);
  self->doors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->offices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  histogram_init (&self->batch, batch_limits, G_N_ELEMENTS (batch_limits));
  histogram_init (&self->commit, commit_limits, G_N_ELEMENTS (commit_limits));
  return self;
}

void
yc_hub_metrics_free (YcHubMetrics *self)
{
  g_hash_table_unref (self->doors);
  g_hash_table_unref (self->offices);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static Door *
find_door (YcHubMetrics *self,
           const char   *name)
{
  Door *door = g_hash_table_lookup (self->doors, name);

  if (door != NULL)
    return door;
  door = g_new0 (Door, 1);
  histogram_init (&door->seconds, request_limits, G_N_ELEMENTS (request_limits));
  g_hash_table_insert (self->doors, (char *) name, door);
  return door;
}

/**
 * yc_hub_metrics_count_request:
 * @door: yc_hub_door_get_name(), so one of a few literals
 * @status: of HTTP
 * @took_us: from the request's first byte to its answer, without what it waited
 *   for something to happen
 */
void
yc_hub_metrics_count_request (YcHubMetrics *self,
                              const char   *door,
                              guint         status,
                              gint64        took_us)
{
  Door *counted;

  g_return_if_fail (status >= 100 && status <= 599);

  g_mutex_lock (&self->mutex);
  counted = find_door (self, door);
  counted->requests[status / 100 - 1]++;
  histogram_add (&counted->seconds, (double) MAX (took_us, 0) / G_USEC_PER_SEC);
  g_mutex_unlock (&self->mutex);
}

void
yc_hub_metrics_count_op (YcHubMetrics *self,
                         YcOutcome     outcome)
{
  g_return_if_fail (outcome < OUTCOMES);

  g_mutex_lock (&self->mutex);
  self->ops[outcome]++;
  g_mutex_unlock (&self->mutex);
}

void
yc_hub_metrics_count_batch (YcHubMetrics *self,
                            guint         ops)
{
  g_mutex_lock (&self->mutex);
  histogram_add (&self->batch, ops);
  g_mutex_unlock (&self->mutex);
}

/* @took_us: from COMMIT until the disk has it */
void
yc_hub_metrics_count_commit (YcHubMetrics *self,
                             gint64        took_us,
                             gboolean      kept)
{
  g_mutex_lock (&self->mutex);
  histogram_add (&self->commit, (double) took_us / G_USEC_PER_SEC);
  self->commits_failed += !kept;
  g_mutex_unlock (&self->mutex);
}

void
yc_hub_metrics_count_piece (YcHubMetrics *self,
                            gsize         bytes)
{
  g_mutex_lock (&self->mutex);
  self->pieces++;
  self->piece_bytes += bytes;
  g_mutex_unlock (&self->mutex);
}

/* Documents that never became whole. @bytes: what there was of them */
void
yc_hub_metrics_count_cleared (YcHubMetrics *self,
                              guint         documents,
                              gint64        bytes)
{
  g_mutex_lock (&self->mutex);
  self->cleared += documents;
  self->cleared_bytes += (guint64) bytes;
  g_mutex_unlock (&self->mutex);
}

/* @office: its name in the configuration */
void
yc_hub_metrics_count_office (YcHubMetrics   *self,
                             const char     *office,
                             YcHubOfficeSent sent)
{
  guint64 *counts;

  g_mutex_lock (&self->mutex);
  counts = g_hash_table_lookup (self->offices, office);
  if (counts == NULL)
    {
      counts = g_new0 (guint64, SENT_MAX);
      g_hash_table_insert (self->offices, g_strdup (office), counts);
    }
  counts[sent]++;
  g_mutex_unlock (&self->mutex);
}

/* Writing. */

/* @type: "counter", "gauge" or "histogram" */
void
yc_hub_metrics_write_head (GString    *text,
                           const char *name,
                           const char *type,
                           const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A label's value: a backslash, a quote and a line's end have a backslash before them. */
static void
append_label (GString    *text,
              const char *label,
              const char *value)
{
  g_string_append_printf (text, "%s=\"", label);
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '\\' || *c == '"' || *c == '\n')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c == '\n' ? 'n' : *c);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text,
               double   value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ' ');
  g_string_append (text, g_ascii_formatd (number, sizeof number, "%.15g", value));
  g_string_append_c (text, '\n');
}

/* @label: (nullable): NULL for none */
void
yc_hub_metrics_write_value (GString    *text,
                            const char *name,
                            const char *label,
                            const char *value_of_label,
                            double      value)
{
  g_string_append (text, name);
  if (label != NULL)
    {
      g_string_append_c (text, '{');
      append_label (text, label, value_of_label);
      g_string_append_c (text, '}');
    }
  append_number (text, value);
}

/* @door: (nullable): the label's value; NULL for no label */
static void
write_histogram (GString         *text,
                 const char      *name,
                 const char      *door,
                 const Histogram *histogram)
{
  g_autofree char *sum = g_strconcat (name, "_sum", NULL);
  g_autofree char *count = g_strconcat (name, "_count", NULL);
  guint64 so_far = 0;

  for (guint i = 0; i <= histogram->count; i++)
    {
      char limit[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";

      if (i < histogram->count)
        g_ascii_formatd (limit, sizeof limit, "%g", histogram->limits[i]);
      so_far += histogram->buckets[i];
      g_string_append_printf (text, "%s_bucket{", name);
      if (door != NULL)
        {
          append_label (text, "door", door);
          g_string_append_c (text, ',');
        }
      append_label (text, "le", limit);
      g_string_append_c (text, '}');
      append_number (text, so_far);
    }
  yc_hub_metrics_write_value (text, sum, door != NULL ? "door" : NULL, door, histogram->sum);
  yc_hub_metrics_write_value (text, count, door != NULL ? "door" : NULL, door, so_far);
}

static void
write_doors (YcHubMetrics *self,
             GString      *text)
{
  static const char *const classes[CLASSES] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->doors), (GCompareFunc) strcmp);

  yc_hub_metrics_write_head (text, PREFIX "requests_total", "counter", "Requests answered, by door and class of status.");
  for (GList *name = names; name != NULL; name = name->next)
    for (guint class = 0; class < CLASSES; class++)
      {
        guint64 count = ((Door *) g_hash_table_lookup (self->doors, name->data))->requests[class];

        if (count == 0)
          continue;
        g_string_append (text, PREFIX "requests_total{");
        append_label (text, "door", name->data);
        g_string_append_c (text, ',');
        append_label (text, "class", classes[class]);
        g_string_append_c (text, '}');
        append_number (text, count);
      }
  yc_hub_metrics_write_head (text, PREFIX "request_seconds", "histogram",
                             "From a request's first byte to its answer, without the waiting of a long poll.");
  for (GList *name = names; name != NULL; name = name->next)
    write_histogram (text, PREFIX "request_seconds", name->data,
                     &((Door *) g_hash_table_lookup (self->doors, name->data))->seconds);
}

static void
write_ops (YcHubMetrics *self,
           GString      *text)
{
  static const struct
  {
    YcOutcome outcome;
    const char *name;
  } outcomes[] = {
    { YC_OUTCOME_APPLIED, "applied" },
    { YC_OUTCOME_CONTESTED, "contested" },
    { YC_OUTCOME_REFUSED, "refused" },
  };

  yc_hub_metrics_write_head (text, PREFIX "ops_settled_total", "counter", "Ops of desks that were settled, by verdict.");
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    yc_hub_metrics_write_value (text, PREFIX "ops_settled_total", "verdict", outcomes[i].name,
                                self->ops[outcomes[i].outcome]);
  yc_hub_metrics_write_head (text, PREFIX "batch_ops", "histogram", "Ops that one transaction took.");
  write_histogram (text, PREFIX "batch_ops", NULL, &self->batch);
  yc_hub_metrics_write_head (text, PREFIX "commit_seconds", "histogram",
                             "From the end of such a transaction until the disk had it.");
  write_histogram (text, PREFIX "commit_seconds", NULL, &self->commit);
  yc_hub_metrics_write_head (text, PREFIX "commits_failed_total", "counter", "Of these, those that the disk did not take.");
  yc_hub_metrics_write_value (text, PREFIX "commits_failed_total", NULL, NULL, self->commits_failed);
}

static void
write_offices (YcHubMetrics *self,
               GString      *text)
{
  static const char *const outcomes[SENT_MAX] = { "taken", "failed", "refused" };
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->offices), (GCompareFunc) strcmp);

  yc_hub_metrics_write_head (text, PREFIX "office_sendings_total", "counter",
                             "Requests brought to an office: taken, failed (sent again later), refused by it.");
  for (GList *name = names; name != NULL; name = name->next)
    for (guint i = 0; i < SENT_MAX; i++)
      {
        g_string_append (text, PREFIX "office_sendings_total{");
        append_label (text, "office", name->data);
        g_string_append_c (text, ',');
        append_label (text, "outcome", outcomes[i]);
        g_string_append_c (text, '}');
        append_number (text, ((guint64 *) g_hash_table_lookup (self->offices, name->data))[i]);
      }
}

/* Appends all that was counted so far to @text. */
void
yc_hub_metrics_write (YcHubMetrics *self,
                      GString      *text)
{
  g_mutex_lock (&self->mutex);
  write_doors (self, text);
  write_ops (self, text);
  write_offices (self, text);
  yc_hub_metrics_write_head (text, PREFIX "pieces_total", "counter", "Pieces of documents that were written.");
  yc_hub_metrics_write_value (text, PREFIX "pieces_total", NULL, NULL, self->pieces);
  yc_hub_metrics_write_head (text, PREFIX "piece_bytes_total", "counter", "Bytes in them.");
  yc_hub_metrics_write_value (text, PREFIX "piece_bytes_total", NULL, NULL, self->piece_bytes);
  yc_hub_metrics_write_head (text, PREFIX "documents_cleared_total", "counter",
                             "Documents that never became whole and were cleared away.");
  yc_hub_metrics_write_value (text, PREFIX "documents_cleared_total", NULL, NULL, self->cleared);
  yc_hub_metrics_write_head (text, PREFIX "cleared_bytes_total", "counter", "Bytes in them.");
  yc_hub_metrics_write_value (text, PREFIX "cleared_bytes_total", NULL, NULL, self->cleared_bytes);
  g_mutex_unlock (&self->mutex);
}
