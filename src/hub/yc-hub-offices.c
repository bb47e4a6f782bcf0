/* yc-hub-offices.c: sending to outside offices, and reading what they decide
 *
 * Each office has two loops that know nothing of each other. The sender asks
 * the store what waits, puts it, and has the store keep what came of it; the
 * reader asks the office for the answers behind the last one that was kept,
 * and waits there. What fails is tried again for ever, after a pause that
 * grows to a minute: only an office that says what is wrong with a request
 * (413, 422) is not asked again. An office that is down, slow or mad costs the
 * others nothing.
 *
 *   pump → list (store) → put (office) → acknowledge | postpone | give up (store) → pump
 *   poll → get (office) → take (store) → poll
 */

#include "yc-hub-offices-private.h"

#include "yc-hub-office-call.h"
#include "yc-json-guard.h"
#include "yc-sync-backoff.h"
#include "yc-sync.h"

#include <string.h>

#define CONFIG_MAX 65536 /* bytes */
#define TOKEN_MAX 512    /* bytes */
#define URL_MAX 1024     /* bytes */
#define SENDING_MAX 4    /* requests on their way to one office */
#define SEND_TIMEOUT_MS 15000
#define POLL_WAIT_S 20
#define POLL_TIMEOUT_MS 40000
#define POLL_PAUSE_MS 1000 /* after an office that does not wait */
#define CONNECTIONS_MAX 512

typedef struct
{
  YcHubOffices *all; /* NULL once it is over */
  char *id;
  char *url;
  char *token;
  gint64 cursor;
  gint64 asked_after;  /* the cursor that it was asked with last */
  GHashTable *sending; /* set of YcId */
  gboolean listing;
  gboolean again;      /* there may be more than was listed */
  guint send_source;   /* a pause */
  guint send_failures; /* nobody there, in a row */
  guint poll_source;
  guint poll_failures;
  gint64 polled_us;    /* monotonic: when it was asked last */
} Office;

struct _YcHubOffices
{
  YcHubServer *server;
  SoupSession *session;
  GCancellable *cancellable;
  GHashTable *offices; /* id → Office */
};

/* A request on its way. */
typedef struct
{
  Office *office; /* a reference */
  YcId id;
} Sending;

static void pump_office (Office *office);
static void poll_office (Office *office);

static void
office_clear (gpointer data)
{
  Office *office = data;

  g_free (office->id);
  g_free (office->url);
  g_free (office->token);
  g_hash_table_unref (office->sending);
}

static void
office_unref (gpointer data)
{
  g_rc_box_release_full (data, office_clear);
}

static void
office_stop (Office *office)
{
  g_clear_handle_id (&office->send_source, g_source_remove);
  g_clear_handle_id (&office->poll_source, g_source_remove);
  office->all = NULL;
}

static SoupMessage *
build_message (Office     *office,
               const char *method,
               const char *target)
{
  g_autofree char *url = g_strconcat (office->url, target, NULL);
  g_autofree char *authorization = g_strconcat ("Bearer ", office->token, NULL);
  SoupMessage *message = soup_message_new (method, url);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", authorization);
  return message;
}

/* --- sending ------------------------------------------------------------- */

static gboolean
send_again_cb (gpointer data)
{
  Office *office = data;

  office->send_source = 0;
  pump_office (office);
  return G_SOURCE_REMOVE;
}

static void
send_after (Office *office,
            gint64  pause_ms)
{
  if (office->send_source == 0)
    office->send_source = g_timeout_add ((guint) CLAMP (pause_ms, 1, YC_SYNC_BACKOFF_MAX_MS), send_again_cb, office);
}

static void
sending_free (Sending *sending)
{
  office_unref (sending->office);
  g_free (sending);
}

/* The store has kept what came of it; or has not, and the same bytes go again. */
static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Sending *sending = data;
  Office *office = sending->office;
  g_autoptr (GError) error = NULL;
  YcHubOfficeJob *job;

  g_hash_table_remove (office->sending, &sending->id);
  job = yc_hub_office_job_finish (result, &error);
  if (job != NULL && job->is_known)
    office->cursor = 0;
  if (job == NULL)
    g_warning ("What the office “%s” said of a request was not kept: %s", office->id, error->message);
  if (office->all != NULL && error != NULL)
    send_after (office, YC_SYNC_BACKOFF_MIN_MS);
  else if (office->all != NULL)
    pump_office (office);
  sending_free (sending);
}

static void
keep_problem (YcHubOfficeJob   *job,
              YcHubOfficeReply *reply)
{
  static const YcJsonLimits limits = { .bytes_max = 8192, .depth_max = 4, .members_max = 64, .string_bytes_max = 4096 };
  g_autoptr (json_t) json = yc_json_parse (reply->body, &limits, NULL);

  job->problem.status = reply->status;
  job->problem.code = g_strdup (json_string_value (json_object_get (json, "code")));
  job->problem.detail = g_strdup (json_string_value (json_object_get (json, "detail")));
  /* Its detail is for the case: an office may name a person in it. */
  g_message ("The office “%s” does not take a request: %u %s", job->office, job->problem.status,
             job->problem.code != NULL && yc_hub_code_is_valid (job->problem.code) ? job->problem.code : "");
}

static GTaskThreadFunc
choose (YcHubOfficeJob   *job,
        YcHubOfficeReply *reply)
{
  g_autoptr (GError) error = NULL;

  if (reply->status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE || reply->status == SOUP_STATUS_UNPROCESSABLE_ENTITY)
    {
      keep_problem (job, reply);
      if (job->server->hub->restored_ms > 0 && g_strcmp0 (job->problem.code, "other-bytes") == 0)
        return yc_hub_office_job_recognise;
      return yc_hub_office_job_give_up;
    }
  if (reply->status == SOUP_STATUS_OK || reply->status == SOUP_STATUS_ACCEPTED)
    {
      job->receipt = yc_office_receipt_parse (reply->body, &error);
      if (job->receipt != NULL)
        return yc_hub_office_job_acknowledge;
    }
  g_message ("The office “%s” cannot take a request now: %u %s", job->office, reply->status,
             error != NULL ? error->message : "");
  job->retry_after_ms = reply->retry_after_ms;
  return yc_hub_office_job_postpone;
}

static void
count_sending (Office          *office,
               GTaskThreadFunc  func)
{
  yc_hub_metrics_count_office (office->all->server->hub->metrics, office->id,
                               func == yc_hub_office_job_acknowledge || func == yc_hub_office_job_recognise ? YC_HUB_OFFICE_TAKEN
                               : func == yc_hub_office_job_give_up   ? YC_HUB_OFFICE_REFUSED
                                                                     : YC_HUB_OFFICE_FAILED);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Sending *sending = data;
  Office *office = sending->office;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubOfficeReply) reply = yc_hub_office_call_finish (result, &error);
  GTaskThreadFunc func = yc_hub_office_job_postpone;
  YcHubOfficeJob *job;

  if (office->all == NULL)
    {
      sending_free (sending);
      return;
    }
  job = yc_hub_office_job_new (office->all->server, office->id);
  job->request = sending->id;
  if (reply != NULL)
    func = choose (job, reply);
  count_sending (office, func);
  office->send_failures = reply != NULL ? 0 : office->send_failures + 1;
  if (reply == NULL)
    send_after (office, yc_sync_backoff_ms (office->send_failures, g_random_int ()));
  yc_hub_office_job_run (job, func, kept_cb, sending);
}

static void
send_request (Office                   *office,
              const YcHubOfficeRequest *request)
{
  Sending *sending = g_new0 (Sending, 1);
  g_autoptr (SoupMessage) message = NULL;
  char id[YC_ID_TEXT_SIZE];
  g_autofree char *target = NULL;

  sending->office = g_rc_box_acquire (office);
  sending->id = request->id;
  yc_id_to_text (&request->id, id);
  target = g_strconcat ("/v1/requests/", id, NULL);
  message = build_message (office, "PUT", target);
  soup_message_set_request_body_from_bytes (message, "application/json", request->body);
  g_hash_table_add (office->sending, g_memdup2 (&request->id, sizeof request->id));
  yc_hub_office_call_async (office->all->session, message, YC_OFFICE_RECEIPT_BYTES_MAX, SEND_TIMEOUT_MS,
                            office->all->cancellable, sent_cb, sending);
}

/* Sends what may be sent now, and comes back when the next may. */
static void
send_waiting (Office    *office,
              GPtrArray *waiting)
{
  gint64 now_ms = yc_hub_get_now (office->all->server->hub);

  for (guint i = 0; i < waiting->len && g_hash_table_size (office->sending) < SENDING_MAX; i++)
    {
      const YcHubOfficeRequest *request = g_ptr_array_index (waiting, i);

      if (g_hash_table_contains (office->sending, &request->id))
        continue;
      if (request->next_ms > now_ms)
        {
          send_after (office, request->next_ms - now_ms);
          return;
        }
      send_request (office, request);
    }
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Office *office = data;
  g_autoptr (GError) error = NULL;
  YcHubOfficeJob *job = yc_hub_office_job_finish (result, &error);
  gboolean again = office->again;

  office->listing = FALSE;
  office->again = FALSE;
  if (office->all != NULL && job != NULL)
    send_waiting (office, job->waiting);
  else if (office->all != NULL)
    send_after (office, YC_SYNC_BACKOFF_MIN_MS);
  if (office->all != NULL && again)
    pump_office (office);
  office_unref (office);
}

/* While there is a pause the office is left alone. */
static void
pump_office (Office *office)
{
  if (office->send_source != 0 && office->send_failures > 0)
    return;
  if (office->listing)
    {
      office->again = TRUE;
      return;
    }
  g_clear_handle_id (&office->send_source, g_source_remove);
  office->listing = TRUE;
  yc_hub_office_job_run (yc_hub_office_job_new (office->all->server, office->id), yc_hub_office_job_list, listed_cb,
                         g_rc_box_acquire (office));
}

/* --- reading ------------------------------------------------------------- */

static gboolean
poll_again_cb (gpointer data)
{
  Office *office = data;

  office->poll_source = 0;
  poll_office (office);
  return G_SOURCE_REMOVE;
}

static void
poll_after (Office *office,
            gint64  pause_ms)
{
  if (office->poll_source == 0)
    office->poll_source = g_timeout_add ((guint) pause_ms, poll_again_cb, office);
}

static void
poll_failed (Office     *office,
             const char *why)
{
  gint64 pause_ms;

  office->poll_failures++;
  pause_ms = yc_sync_backoff_ms (office->poll_failures, g_random_int ());
  g_message ("The office “%s” gives no answers: %s; again in %" G_GINT64_FORMAT " ms", office->id, why, pause_ms);
  poll_after (office, pause_ms);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Office *office = data;
  g_autoptr (GError) error = NULL;
  YcHubOfficeJob *job = yc_hub_office_job_finish (result, &error);

  if (office->all != NULL && job != NULL)
    {
      office->cursor = job->cursor;
      poll_office (office);
    }
  else if (office->all != NULL)
    poll_failed (office, error->message);
  office_unref (office);
}

static gboolean
read_page (Office           *office,
           YcHubOfficeReply *reply,
           GError          **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  YcHubOfficeJob *job;
  gint64 head;

  if (reply->status != SOUP_STATUS_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "it says %u", reply->status);
      return FALSE;
    }
  entries = yc_office_page_parse (reply->body, office->asked_after, &head, error);
  if (entries == NULL)
    return FALSE;
  office->poll_failures = 0;
  if (entries->len == 0 && head >= office->asked_after)
    {
      if (g_get_monotonic_time () - office->polled_us < POLL_PAUSE_MS * 1000)
        poll_after (office, POLL_PAUSE_MS);
      else
        poll_office (office);
      return TRUE;
    }
  job = yc_hub_office_job_new (office->all->server, office->id);
  job->entries = g_steal_pointer (&entries);
  job->head = head;
  job->after = office->asked_after;
  yc_hub_office_job_run (job, yc_hub_office_job_take, taken_cb, g_rc_box_acquire (office));
  return TRUE;
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Office *office = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubOfficeReply) reply = yc_hub_office_call_finish (result, &error);

  if (office->all != NULL && (reply == NULL || !read_page (office, reply, &error)))
    poll_failed (office, error->message);
  office_unref (office);
}

static void
poll_office (Office *office)
{
  g_autofree char *target = g_strdup_printf ("/v1/answers?after=%" G_GINT64_FORMAT "&wait=%d", office->cursor,
                                             POLL_WAIT_S);
  g_autoptr (SoupMessage) message = build_message (office, "GET", target);

  office->polled_us = g_get_monotonic_time ();
  office->asked_after = office->cursor;
  yc_hub_office_call_async (office->all->session, message, YC_OFFICE_PAGE_BYTES_MAX, POLL_TIMEOUT_MS,
                            office->all->cancellable, polled_cb, g_rc_box_acquire (office));
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Office *office = data;
  g_autoptr (GError) error = NULL;
  YcHubOfficeJob *job = yc_hub_office_job_finish (result, &error);

  if (office->all != NULL && job == NULL)
    g_warning ("The office “%s” is read from its beginning: %s", office->id, error->message);
  if (office->all != NULL)
    {
      office->cursor = job != NULL ? job->cursor : 0;
      pump_office (office);
      poll_office (office);
    }
  office_unref (office);
}

/* --- all of them --------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *office,
        const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The office “%s”: %s", office, why);
  return FALSE;
}

/* A token must not cross a network in the clear. */
static gboolean
url_is_safe (const char *url)
{
  g_autoptr (GUri) uri = strlen (url) <= URL_MAX ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autoptr (GInetAddress) address = NULL;
  const char *scheme;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return FALSE;
  scheme = g_uri_get_scheme (uri);
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return strcmp (scheme, "https") == 0 ||
         (strcmp (scheme, "http") == 0 && address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
add_office (YcHubOffices *self,
            const char   *id,
            json_t       *json,
            GError      **error)
{
  const char *url = json_string_value (json_object_get (json, "url"));
  const char *token = json_string_value (json_object_get (json, "token"));
  Office *office;

  if (*id == '\0' || strlen (id) > YC_HUB_OFFICE_ID_MAX)
    return refuse (error, id, "no name of an office");
  if (url == NULL || !url_is_safe (url))
    return refuse (error, id, "“url” must be https, or http at this machine");
  if (token == NULL || *token == '\0' || strlen (token) > TOKEN_MAX || !g_str_is_ascii (token))
    return refuse (error, id, "“token” is missing or not what it must be");
  office = g_rc_box_new0 (Office);
  office->all = self;
  office->id = g_strdup (id);
  office->url = g_strdup (url);
  office->token = g_strdup (token);
  office->sending = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  g_hash_table_replace (self->offices, office->id, office);
  return TRUE;
}

/**
 * yc_hub_offices_new:
 * @config: {"police": {"url","token"}, …}
 * @error: of %G_IO_ERROR or the JSON guard
 */
YcHubOffices *
yc_hub_offices_new (YcHubServer *server,
                    GBytes      *config,
                    GError     **error)
{
  static const YcJsonLimits limits = {
    .bytes_max = CONFIG_MAX, .depth_max = 2, .members_max = 4 * YC_HUB_OFFICES_MAX, .string_bytes_max = URL_MAX };
  g_autoptr (json_t) json = yc_json_parse (config, &limits, error);
  g_autoptr (YcHubOffices) self = NULL;
  const char *id;
  json_t *member;

  if (json == NULL)
    return NULL;
  self = g_new0 (YcHubOffices, 1);
  self->server = server;
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("proxy-resolver", NULL, "max-conns", CONNECTIONS_MAX,
                                                 "max-conns-per-host", CONNECTIONS_MAX, NULL);
  self->offices = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, office_unref);
  if (json_object_size (json) > YC_HUB_OFFICES_MAX)
    {
      refuse (error, "", "too many");
      return NULL;
    }
  json_object_foreach (json, id, member)
    if (!add_office (self, id, member, error))
      return NULL;
  return g_steal_pointer (&self);
}

/* From now on everything runs by itself. */
void
yc_hub_offices_start (YcHubOffices *self)
{
  GHashTableIter iter;
  gpointer office;

  g_hash_table_iter_init (&iter, self->offices);
  while (g_hash_table_iter_next (&iter, NULL, &office))
    yc_hub_office_job_run (yc_hub_office_job_new (self->server, ((Office *) office)->id), yc_hub_office_job_begin,
                           begun_cb, g_rc_box_acquire (office));
}

/**
 * yc_hub_offices_wake:
 * @touched: (element-type utf8): a set; offices that there is something for
 *   stand there behind %YC_HUB_OFFICE_TOUCHED
 */
void
yc_hub_offices_wake (YcHubOffices *self,
                     GHashTable   *touched)
{
  GHashTableIter iter;
  gpointer id, office;

  g_hash_table_iter_init (&iter, self->offices);
  while (g_hash_table_iter_next (&iter, &id, &office))
    {
      g_autofree char *name = g_strconcat (YC_HUB_OFFICE_TOUCHED, id, NULL);

      if (((Office *) office)->all != NULL && g_hash_table_contains (touched, name))
        pump_office (office);
    }
}

/* Whatever is on its way may or may not arrive: it is sent again when the hub
 * is back. */
void
yc_hub_offices_stop (YcHubOffices *self)
{
  GHashTableIter iter;
  gpointer office;

  g_hash_table_iter_init (&iter, self->offices);
  while (g_hash_table_iter_next (&iter, NULL, &office))
    office_stop (office);
  g_cancellable_cancel (self->cancellable);
}

void
yc_hub_offices_free (YcHubOffices *self)
{
  yc_hub_offices_stop (self);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->offices);
  g_free (self);
}
