/* The hub and its outside offices: what is sent, what is taken, what is not. */

#include "yc-test-hub.h"

#include "yc-case-next.h"

#include <glib/gstdio.h>
#include <string.h>

#define TOKEN "secret"
#define WAIT_S 30

/* --- an office that does what it is told -------------------------------- */

typedef struct
{
  char *id; /* of the request */
  char *office;
  GBytes *body;
  json_t *json;
  guint times; /* it came */
} Received;

typedef struct
{
  SoupServer *soup;
  GPtrArray *received;  /* of Received, in the order they came first */
  GHashTable *answers;  /* office → json array */
  GHashTable *asked;    /* office → the last "after" */
  GPtrArray *waiting;   /* of SoupServerMessage: who reads and has nothing */
  guint refuse_status;  /* 0, or what requests are answered with */
  guint refuse_times;
} Offices;

static void
received_free (gpointer data)
{
  Received *received = data;

  g_free (received->id);
  g_free (received->office);
  g_bytes_unref (received->body);
  json_decref (received->json);
  g_free (received);
}

static void
reply (SoupServerMessage *message,
       guint              status,
       json_t            *json)
{
  g_autofree char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static Received *
find_received (Offices    *self,
               const char *id)
{
  for (guint i = 0; i < self->received->len; i++)
    if (strcmp (((Received *) g_ptr_array_index (self->received, i))->id, id) == 0)
      return g_ptr_array_index (self->received, i);
  return NULL;
}

static void
take_request (Offices           *self,
              const char        *office,
              const char        *id,
              SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  Received *received = find_received (self, id);

  if (received == NULL)
    {
      received = g_new0 (Received, 1);
      received->id = g_strdup (id);
      received->office = g_strdup (office);
      received->body = g_bytes_ref (body);
      received->json = json_loadb (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0, NULL);
      g_assert_nonnull (received->json);
      g_ptr_array_add (self->received, received);
    }
  g_assert_true (g_bytes_equal (received->body, body));
  received->times++;
  if (self->refuse_times > 0)
    {
      self->refuse_times--;
      reply (message, self->refuse_status,
             json_pack ("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title", "no", "status",
                        (int) self->refuse_status, "code", "no-such-module", "detail", "told to"));
      return;
    }
  reply (message, received->times == 1 ? 202 : 200,
         json_pack ("{s:s, s:i}", "receipt", "r-000001", "received", 1));
}

static gboolean
give_answers (Offices           *self,
              SoupServerMessage *message,
              gboolean           wait)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autofree char *office = g_strndup (g_uri_get_path (uri) + 1, strcspn (g_uri_get_path (uri) + 1, "/"));
  json_t *all = g_hash_table_lookup (self->answers, office);
  json_int_t after = g_ascii_strtoll (g_hash_table_lookup (query, "after"), NULL, 10);
  json_t *some = json_array ();
  json_int_t head = 0;
  json_t *answer;
  gsize i;

  g_hash_table_replace (self->asked, g_strdup (office), GINT_TO_POINTER ((int) after));
  json_array_foreach (all, i, answer)
    {
      head = json_integer_value (json_object_get (answer, "seq"));
      if (head > after)
        json_array_append (some, answer);
    }
  if (json_array_size (some) == 0 && wait && head >= after)
    {
      json_decref (some);
      return FALSE;
    }
  reply (message, 200, json_pack ("{s:o, s:I}", "answers", some, "head", head));
  return TRUE;
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  Offices *self = data;
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", -1);

  g_assert_cmpstr (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization"), ==,
                   "Bearer " TOKEN);
  g_assert_cmpstr (parts[1], ==, "v1");
  if (strcmp (parts[2], "requests") == 0)
    take_request (self, parts[0], parts[3], message);
  else if (!give_answers (self, message, TRUE))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->waiting, g_object_ref (message));
    }
}

static void
wake (Offices *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      give_answers (self, g_ptr_array_index (self->waiting, i), FALSE);
      soup_server_message_unpause (g_ptr_array_index (self->waiting, i));
    }
  g_ptr_array_set_size (self->waiting, 0);
}

static Offices *
offices_new (void)
{
  Offices *self = g_new0 (Offices, 1);
  g_autoptr (GError) error = NULL;

  self->received = g_ptr_array_new_with_free_func (received_free);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_decref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  return self;
}

static void
offices_free (Offices *self)
{
  wake (self);
  /* Its peer is gone: what was open is closed when that has been seen. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->received);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->asked);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offices, offices_free)

/* @what: (transfer full): outcome and what it brings */
static void
tell (Offices    *self,
      const char *office,
      const char *request,
      const char *c,
      json_t     *what)
{
  json_t *all = g_hash_table_lookup (self->answers, office);
  g_autofree char *id = NULL;
  YcId random;

  yc_id_init_random (&random);
  id = yc_id_dup_text (&random);
  if (all == NULL)
    {
      all = json_array ();
      g_hash_table_insert (self->answers, g_strdup (office), all);
    }
  json_object_set_new (what, "seq", json_integer ((json_int_t) json_array_size (all) + 1));
  json_object_set_new (what, "id", json_string (id));
  json_object_set_new (what, "request", json_string (request));
  json_object_set_new (what, "case", json_string (c));
  json_object_set_new (what, "at", json_integer (1));
  json_array_append_new (all, what);
  wake (self);
}

static void
tell_done (Offices    *self,
           Received   *received,
           const char *key,
           const char *value)
{
  tell (self, received->office, received->id, json_string_value (json_object_get (received->json, "case")),
        json_pack ("{s:s, s:{s:s}}", "outcome", "done", "outputs", key, value));
}

/* --- a matter with offices ---------------------------------------------- */

static json_t *
module_new (const char *id,
            const char *office,
            const char *output,
            guint       minutes)
{
  return json_pack ("{s:s, s:s, s:s, s:[s], s:i, s:[s, s], s:[{s:s, s:s, s:s, s:s, s:b}], s:[]}", "id", id, "label", id,
                    "office", office, "after", "registration", "promise_minutes", (int) minutes, "uses", "/name/trade",
                    "/shareholders", "outputs", "key", output, "label", output, "kind", "paper", "check", "date",
                    "handed", 1, "rules");
}

/* The catalogue of the registration alone with three more modules: two at
 * once, one behind. Returns: the file's path; (transfer full) */
static char *
build_catalogue (void)
{
  g_autofree char *folder = test_hub_dup_catalogues ();
  g_autofree char *source = g_build_filename (folder, "limited-company.json", NULL);
  g_autoptr (json_t) json = json_load_file (source, 0, NULL);
  json_t *modules = json_object_get (json_array_get (json_object_get (json, "matters"), 0), "modules");
  json_t *bank = module_new ("bank", "bank", "account-sheet", 60);
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("yc-catalogue-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  json_array_append_new (modules, module_new ("seals", "police", "filed-on", 20));
  json_array_append_new (modules, module_new ("social", "social", "unit-since", 0));
  json_array_append_new (json_object_get (bank, "after"), json_string ("seals"));
  json_array_append_new (modules, bank);
  json_object_set_new (json, "callback_days", json_integer (5));
  g_assert_cmpint (json_dumpfd (json, fd, JSON_COMPACT), ==, 0);
  g_close (fd, NULL);
  return path;
}

typedef struct
{
  Offices *offices;
  TestHub *hub;
  TestDesk *desk;
  YcStream stream;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *catalogue = build_catalogue ();
  g_autoptr (GBytes) config = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GSList *uris;
  int port;

  self->offices = offices_new ();
  uris = soup_server_get_uris (self->offices->soup);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  text = g_strdup_printf ("{\"police\":{\"url\":\"http://127.0.0.1:%d/police\",\"token\":\"" TOKEN "\"},"
                          "\"social\":{\"url\":\"http://127.0.0.1:%d/social\",\"token\":\"" TOKEN "\"},"
                          "\"bank\":{\"url\":\"http://127.0.0.1:%d/bank\",\"token\":\"" TOKEN "\"}}", port, port, port);
  config = g_bytes_new (text, strlen (text));
  /* A desk is enrolled from this thread, so before the store's has anything to do for the offices. */
  self->hub = test_hub_new_with (catalogue, NULL);
  self->desk = test_desk_new (self->hub, "W1", "C0301");
  self->hub->offices = g_steal_pointer (&config);
  yc_hub_server_open_offices (self->hub->server, self->hub->offices, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_desk_free (self->desk);
  g_unlink (self->hub->catalogues);
  test_hub_free (self->hub);
  offices_free (self->offices);
}

/* A case that the rules approve. */
static void
approve (Fixture *self)
{
  g_autoptr (json_t) answer = NULL;

  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->desk, &self->stream);
  test_case_fill (self->desk, &self->stream, 100000000);
  g_free (test_case_submit (self->desk, &self->stream, &answer));
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the offices have had @count requests. */
static void
wait_for_requests (Fixture *self,
                   guint    count)
{
  gboolean late = FALSE;
  guint source = g_timeout_add_seconds (WAIT_S, late_cb, &late);

  while (self->offices->received->len < count)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_false (late);
    }
  g_source_remove (source);
}

/* Reads the case until @module has come to @state. */
static YcCase *
wait_for_state (Fixture       *self,
                const char    *module,
                YcModuleState  state)
{
  gint64 until = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (TRUE)
    {
      g_autoptr (YcCase) c = test_case_read (self->desk, &self->stream);

      if (yc_case_get_module_state (c, module) == state)
        return g_steal_pointer (&c);
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (5000);
    }
}

static guint
count_events (YcCase     *c,
              const char *kind)
{
  GPtrArray *events = yc_case_get_events (c);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    count += strcmp (((YcEvent *) g_ptr_array_index (events, i))->kind, kind) == 0;
  return count;
}

/* Waits until the case has @count ops of @kind. */
static YcCase *
wait_for_event (Fixture    *self,
                const char *kind,
                guint       count)
{
  gint64 until = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (TRUE)
    {
      g_autoptr (YcCase) c = test_case_read (self->desk, &self->stream);

      g_assert_cmpuint (count_events (c, kind), <=, count);
      if (count_events (c, kind) == count)
        return g_steal_pointer (&c);
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (5000);
    }
}

static Received *
find_newest (Fixture    *self,
             const char *module)
{
  for (guint i = self->offices->received->len; i-- > 0;)
    {
      Received *received = g_ptr_array_index (self->offices->received, i);

      if (g_strcmp0 (json_string_value (json_object_get (received->json, "module")), module) == 0)
        return received;
    }
  g_assert_not_reached ();
}

/* --- tests --------------------------------------------------------------- */

/* What may start starts at once and together; what must wait waits; the end comes by itself. */
static void
test_through (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (YcCase) started = NULL;
  g_autoptr (YcCase) done = NULL;
  Received *seals;
  json_t *form, *inputs;
  const YcModuleProgress *progress;

  approve (self);
  wait_for_requests (self, 2);
  seals = find_newest (self, "seals");
  g_assert_cmpstr (seals->office, ==, "police");
  form = json_object_get (seals->json, "form");
  inputs = json_object_get (json_object_get (seals->json, "inputs"), "registration");
  g_assert_cmpstr (json_string_value (json_object_get (form, "/name/trade")), ==, "鲁西示例");
  g_assert_null (json_object_get (form, "/domicile/area"));
  g_assert_cmpuint (json_object_size (form), ==, 8);
  g_assert_cmpuint (strlen (json_string_value (json_object_get (inputs, "credit-code"))), ==, 18);
  g_assert_cmpint (json_integer_value (json_object_get (seals->json, "deadline")), ==, TEST_NOW_MS + 20 * 60000);
  started = wait_for_state (self, "seals", YC_MODULE_ACKNOWLEDGED);
  progress = yc_case_get_module (started, "seals");
  g_assert_cmpstr (progress->receipt, ==, "r-000001");
  g_assert_cmpint (yc_case_get_module_state (started, "bank"), ==, YC_MODULE_WAITING);
  g_clear_object (&started);

  tell_done (self->offices, seals, "filed-on", "2026-11-24");
  wait_for_requests (self, 3);
  inputs = json_object_get (json_object_get (find_newest (self, "bank")->json, "inputs"), "seals");
  g_assert_cmpstr (json_string_value (json_object_get (inputs, "filed-on")), ==, "2026-11-24");
  tell_done (self->offices, find_newest (self, "bank"), "account-sheet", "2026-11-24");
  tell_done (self->offices, find_newest (self, "social"), "unit-since", "2026-11-24");
  done = wait_for_event (self, "case.finish", 1);
  g_assert_cmpint (yc_case_get_status (done), ==, YC_CASE_DONE);
  g_assert_cmpstr (yc_case_get_result (done, "bank", "account-sheet"), ==, "2026-11-24");
  g_assert_cmpuint (count_events (done, "callback.due"), ==, 1);
  for (guint i = 0; i < self->offices->received->len; i++)
    g_assert_cmpuint (((Received *) g_ptr_array_index (self->offices->received, i))->times, ==, 1);
}

/* Nothing that does not belong moves a module; each is put down with its reason. */
static void
test_not_taken (Fixture       *self,
                gconstpointer  data)
{
  static const char *const other = "0123456789abcdef0123456789abcdef";
  g_autoptr (YcCase) c = NULL;
  Received *seals;
  const char *own;

  approve (self);
  wait_for_requests (self, 2);
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_ACKNOWLEDGED));
  seals = find_newest (self, "seals");
  own = json_string_value (json_object_get (seals->json, "case"));

  tell (self->offices, "police", seals->id, other, json_pack ("{s:s, s:{s:s}}", "outcome", "done", "outputs",
                                                              "filed-on", "2026-11-24"));
  c = wait_for_event (self, "answer.reject", 1);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "other-case");
  g_clear_object (&c);
  tell_done (self->offices, seals, "filed-on", "2026-13-24");
  c = wait_for_event (self, "answer.reject", 2);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "wrong-code");
  g_clear_object (&c);
  tell (self->offices, "police", seals->id, own, json_pack ("{s:s}", "outcome", "perhaps"));
  c = wait_for_event (self, "answer.reject", 3);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "malformed");
  g_clear_object (&c);
  tell (self->offices, "social", seals->id, own, json_pack ("{s:s, s:{s:s}}", "outcome", "done", "outputs",
                                                            "filed-on", "2026-11-24"));
  c = wait_for_event (self, "answer.reject", 4);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "other-office");
  g_clear_object (&c);
  /* To a request that was never sent: nobody's case. */
  tell (self->offices, "police", other, own, json_pack ("{s:s, s:{s:s}}", "outcome", "done", "outputs", "filed-on",
                                                        "2026-11-24"));
  tell_done (self->offices, seals, "filed-on", "2026-11-24");
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_DONE));
  tell_done (self->offices, seals, "filed-on", "2026-11-25");
  c = wait_for_event (self, "answer.reject", 5);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "twice");
  g_assert_cmpstr (yc_case_get_result (c, "seals", "filed-on"), ==, "2026-11-24");
  g_assert_cmpint (yc_case_get_module_state (c, "seals"), ==, YC_MODULE_DONE);
}

/* An answer behind its time is taken, and marked. */
static void
test_late (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;

  approve (self);
  wait_for_requests (self, 2);
  self->hub->clock.now_ms += 61000;
  tell_done (self->offices, find_newest (self, "social"), "unit-since", "2026-11-24");
  c = wait_for_state (self, "social", YC_MODULE_DONE);
  g_assert_true (yc_case_get_module (c, "social")->late);
  tell_done (self->offices, find_newest (self, "seals"), "filed-on", "2026-11-24");
  g_clear_object (&c);
  c = wait_for_state (self, "seals", YC_MODULE_DONE);
  g_assert_false (yc_case_get_module (c, "seals")->late);
}

/* A correction opens the path; the module goes again under another id, and the
 * first request's answer is of no more use. */
static void
test_correct (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;
  Received *first;
  g_autofree char *first_id = NULL;

  approve (self);
  wait_for_requests (self, 2);
  first = find_newest (self, "seals");
  first_id = g_strdup (first->id);
  tell (self->offices, "police", first->id, json_string_value (json_object_get (first->json, "case")),
        json_pack ("{s:s, s:[{s:s, s:s, s:s}]}", "outcome", "correct", "points", "path", "/name/trade", "code",
                   "not-found", "text", "字号与登记不一致"));
  c = wait_for_state (self, "seals", YC_MODULE_CORRECTION);
  g_assert_true (yc_case_path_is_open (c, "/name/trade"));
  g_assert_false (yc_case_path_is_open (c, "/domicile/area"));
  test_desk_apply (self->desk, &self->stream, "fields.set", test_set_text ("/name/trade", "鲁西范例", "鲁西示例"));
  test_desk_apply (self->desk, &self->stream, "module.retry", test_body ("module", "seals", NULL));
  wait_for_requests (self, 3);
  g_assert_cmpstr (find_newest (self, "seals")->id, !=, first_id);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (find_newest (self, "seals")->json, "form"),
                                                       "/name/trade")), ==, "鲁西范例");
  tell_done (self->offices, first, "filed-on", "2026-11-24");
  g_clear_object (&c);
  c = wait_for_event (self, "answer.reject", 1);
  g_assert_cmpstr (yc_case_get_module (c, "seals")->rejected, ==, "twice");
  tell_done (self->offices, find_newest (self, "seals"), "filed-on", "2026-11-24");
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_DONE));
}

/* What is refused and given up holds nothing else up. */
static void
test_refuse_and_drop (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;
  Received *seals;

  approve (self);
  wait_for_requests (self, 2);
  seals = find_newest (self, "seals");
  tell (self->offices, "police", seals->id, json_string_value (json_object_get (seals->json, "case")),
        json_pack ("{s:s, s:[{s:s, s:s, s:s}]}", "outcome", "refuse", "reasons", "code", "no", "text", "不予备案", "remedy",
                   "请重新申报"));
  c = wait_for_state (self, "seals", YC_MODULE_REFUSED);
  g_assert_cmpuint (self->offices->received->len, ==, 2);
  test_desk_apply (self->desk, &self->stream, "module.drop", test_body ("module", "seals", "reason", "不刻章", NULL));
  wait_for_requests (self, 3);
  tell_done (self->offices, find_newest (self, "bank"), "account-sheet", "2026-11-24");
  tell_done (self->offices, find_newest (self, "social"), "unit-since", "2026-11-24");
  g_object_unref (wait_for_event (self, "case.finish", 1));
}

/* 422 ends a request before people's eyes; it is not sent again, and may be sent anew. */
static void
test_not_a_request (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;
  const YcPoint *point;
  Received *first;

  self->offices->refuse_status = 422;
  self->offices->refuse_times = 2;
  approve (self);
  c = wait_for_state (self, "seals", YC_MODULE_REFUSED);
  point = g_ptr_array_index (yc_case_get_module (c, "seals")->points, 0);
  g_assert_cmpstr (point->code, ==, "request-not-taken");
  g_assert_nonnull (strstr (point->text, "422 no-such-module"));
  g_object_unref (wait_for_state (self, "social", YC_MODULE_REFUSED));
  first = find_newest (self, "seals");
  test_desk_apply (self->desk, &self->stream, "module.retry", test_body ("module", "seals", NULL));
  wait_for_requests (self, 3);
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_ACKNOWLEDGED));
  g_assert_cmpuint (first->times, ==, 1);
}

/* What the hub says of an office, when asked by its administrator. */
static void
assert_stand (Fixture    *self,
              const char *office,
              guint       waiting,
              guint       acknowledged)
{
  g_autofree char *wanted = g_strdup_printf ("office %s: %u to send", office, waiting);
  g_autofree char *wanted_too = g_strdup_printf (", %u to be answered, read to ", acknowledged);
  g_autofree char *text = NULL;
  const char *line;

  text = test_hub_restart_and_ask (self->hub, "{\"command\":\"status\"}");
  line = strstr (text, wanted);
  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, wanted_too));
}

/* An office that is down has the same bytes as soon as it is back; also from a
 * hub that was restarted in between, and no answer is asked for twice. */
static void
test_down_and_restart (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;
  Received *seals;

  self->offices->refuse_status = 503;
  self->offices->refuse_times = 1000;
  approve (self);
  wait_for_requests (self, 2);
  seals = find_newest (self, "seals");
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_STARTED));
  assert_stand (self, "police", 1, 0);
  self->hub->clock.now_ms += 120000;
  self->offices->refuse_times = 0;
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_ACKNOWLEDGED));
  g_object_unref (wait_for_state (self, "social", YC_MODULE_ACKNOWLEDGED));
  g_assert_cmpuint (self->offices->received->len, ==, 2);
  g_assert_cmpuint (seals->times, >=, 2);
  tell_done (self->offices, seals, "filed-on", "2026-11-24");
  g_object_unref (wait_for_state (self, "seals", YC_MODULE_DONE));
  test_hub_restart (self->hub);
  wait_for_requests (self, 3);
  tell_done (self->offices, find_newest (self, "social"), "unit-since", "2026-11-24");
  c = wait_for_state (self, "social", YC_MODULE_DONE);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (self->offices->asked, "police")), ==, 1);
  g_assert_cmpuint (count_events (c, "answer.reject"), ==, 0);
}

/* An office that lost its newest answers tells old ones again: known, and not counted twice. */
static void
test_set_back (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (YcCase) c = NULL;
  json_t *answers;

  approve (self);
  wait_for_requests (self, 2);
  tell_done (self->offices, find_newest (self, "seals"), "filed-on", "2026-11-24");
  wait_for_requests (self, 3);
  tell_done (self->offices, find_newest (self, "seals"), "filed-on", "2026-11-24");
  g_object_unref (wait_for_event (self, "answer.reject", 1));
  answers = g_hash_table_lookup (self->offices->answers, "police");
  json_array_remove (answers, 1);
  wake (self->offices);
  /* Told from the start, then a new one: seq 2 again, with another id. */
  tell (self->offices, "police", find_newest (self, "seals")->id,
        json_string_value (json_object_get (find_newest (self, "seals")->json, "case")),
        json_pack ("{s:s, s:{s:s}}", "outcome", "done", "outputs", "filed-on", "2026-11-25"));
  c = wait_for_event (self, "answer.reject", 2);
  g_assert_cmpuint (count_events (c, "module.done"), ==, 2);
  g_assert_cmpstr (yc_case_get_result (c, "seals", "filed-on"), ==, "2026-11-24");
}

/* What names offices is read strictly. */
static void
test_config (void)
{
  static const char *const wrong[] = {
    "[]x", "{\"police\":{\"url\":\"http://localhost/\",\"token\":\"t\"}}", "{\"police\":{\"url\":\"https://127.0.0.1/\"}}",
    "{\"police\":{\"url\":\"ftp://127.0.0.1/\",\"token\":\"t\"}}",
    "{\"\":{\"url\":\"http://127.0.0.1/\",\"token\":\"t\"}}",
    "{\"police\":{\"url\":\"http://127.0.0.1/?a\",\"token\":\"t\"}}" };
  g_autoptr (TestHub) hub = test_hub_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) config = g_bytes_new (wrong[i], strlen (wrong[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (yc_hub_server_open_offices (hub->server, config, &error));
      g_assert_nonnull (error);
    }
}

#define ADD(name, func) g_test_add ("/hub/offices/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("through", test_through);
  ADD ("not-taken", test_not_taken);
  ADD ("late", test_late);
  ADD ("correct", test_correct);
  ADD ("refuse-and-drop", test_refuse_and_drop);
  ADD ("not-a-request", test_not_a_request);
  ADD ("down-and-restart", test_down_and_restart);
  ADD ("set-back", test_set_back);
  g_test_add_func ("/hub/offices/config", test_config);
  return g_test_run ();
}
