/* yc-test-hub.c: a hub in this process, and desks that speak to it */

#include "yc-test-hub.h"

#include "yc-hub-backup.h"
#include "yc-hub-server-private.h"
#include "yc-password.h"

#include <stdarg.h>
#include <string.h>

static void
clock_read (YcClock *clock,
            YcStamp *ret_stamp)
{
  TestClock *self = (TestClock *) clock;

  memset (ret_stamp, 0, sizeof *ret_stamp);
  ret_stamp->wall_ms = self->now_ms;
  ret_stamp->boot_ms = self->now_ms - TEST_NOW_MS;
  ret_stamp->boot.bytes[0] = 1;
}

/* The folder with all versions that are shipped. */
char *
test_hub_dup_catalogues (void)
{
  return g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data/catalogue", NULL);
}

static void
start (TestHub *self)
{
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  self->hub = yc_hub_open (self->folder, &self->clock.clock, self->catalogues, &error);
  g_assert_no_error (error);
  yc_hub_admin_train (self->hub, TEST_PASSWORD, &error);
  g_assert_no_error (error);
  self->server = yc_hub_server_new (self->hub, &error);
  g_assert_no_error (error);
  address = g_strdup_printf ("127.0.0.1:%u", self->port);
  yc_hub_server_listen (self->server, address, &self->port, &error);
  g_assert_no_error (error);
  if (self->offices != NULL)
    yc_hub_server_open_offices (self->server, self->offices, &error);
  g_assert_no_error (error);
}

static gboolean
stopped_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
stop (TestHub *self)
{
  g_autoptr (GError) error = NULL;
  gboolean stopped = FALSE;

  soup_session_abort (self->session);
  yc_hub_server_stop (self->server, stopped_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&self->server, yc_hub_server_free);
  yc_hub_close (g_steal_pointer (&self->hub), &error);
  g_assert_no_error (error);
}

static SoupSession *
session_new (void)
{
  return soup_session_new_with_options ("max-conns", 64, "max-conns-per-host", 64, "timeout", 60, NULL);
}

TestHub *
test_hub_new (void)
{
  return test_hub_new_with (NULL, NULL);
}

/* @catalogues: (nullable): a file or a folder; NULL for the shipped ones
 * @offices: (nullable): which outside offices there are */
TestHub *
test_hub_new_with (const char *catalogues,
                   GBytes     *offices)
{
  TestHub *self = g_new0 (TestHub, 1);
  g_autoptr (GError) error = NULL;
  const YcPasswordCost cheap = { 4, 8, 1 };

  yc_password_set_cost_for_tests (&cheap);
  self->clock.clock.read = clock_read;
  self->clock.now_ms = TEST_NOW_MS;
  self->catalogues = catalogues != NULL ? g_strdup (catalogues) : test_hub_dup_catalogues ();
  self->folder = g_dir_make_tmp ("yc-hub-XXXXXX", &error);
  g_assert_no_error (error);
  self->session = session_new ();
  self->offices = offices != NULL ? g_bytes_ref (offices) : NULL;
  start (self);
  return self;
}

TestHub *
test_hub_new_remote (const char *folder,
                     guint       port)
{
  TestHub *self = g_new0 (TestHub, 1);

  self->folder = g_strdup (folder);
  self->port = port;
  self->clock.now_ms = g_get_real_time () / 1000;
  self->session = session_new ();
  return self;
}

/* Closes the hub and opens it anew on the same folder and at the same port. */
void
test_hub_restart (TestHub *self)
{
  stop (self);
  start (self);
}

/* With what is in it, and in folders in it. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      if (!g_file_delete (file, NULL, NULL))
        remove_folder (path);
    }
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  g_file_delete (file, NULL, NULL);
}

/* Returns: (transfer full): the backup's folder, beside the hub's */
char *
test_hub_back_up (TestHub *self)
{
  g_autofree char *to = g_strconcat (self->folder, ".backups", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = yc_hub_backup_run (self->hub->folder, to, 0, NULL, &error);
  g_auto (GStrv) parts = NULL;

  g_assert_no_error (error);
  parts = g_strsplit (text, ": ", 2);
  return g_strdup (parts[0]);
}

/* The hub and all that it had is gone. */
void
test_hub_set_back (TestHub    *self,
                   const char *backup)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  stop (self);
  remove_folder (self->folder);
  text = yc_hub_restore_run (backup, self->folder, &error);
  g_assert_no_error (error);
  start (self);
}

void
test_hub_free (TestHub *self)
{
  if (self->hub != NULL)
    {
      g_autofree char *backups = g_strconcat (self->folder, ".backups", NULL);

      stop (self);
      remove_folder (self->folder);
      remove_folder (backups);
    }
  soup_session_abort (self->session);
  g_object_unref (self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&self->offices, g_bytes_unref);
  g_free (self->folder);
  g_free (self->catalogues);
  g_free (self);
}

static char *
ask_admin (YcHub      *hub,
           const char *command)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (command, strlen (command));
  g_autoptr (GBytes) answer = yc_hub_admin_run (hub, bytes, NULL);
  g_autoptr (json_t) json = json_loadb (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), 0, NULL);

  g_test_message ("%s", json_string_value (json_object_get (json, "text")));
  g_assert_true (json_is_true (json_object_get (json, "ok")));
  return g_strdup (json_string_value (json_object_get (json, "text")));
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

typedef struct
{
  TestHub *hub;
  const char *command;
  char *text; /* (nullable): the answer */
} Asked;

static void
admin_job (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  Asked *asked = data;

  asked->text = ask_admin (asked->hub->hub, asked->command);
  g_task_return_boolean (task, TRUE);
}

/* In the store's thread: a desk in this process may be asking for something too. */
char *
test_hub_admin (TestHub    *self,
                const char *command)
{
  Asked asked = { self, command, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, sent_cb, &result);

  g_task_set_task_data (task, &asked, NULL);
  yc_worker_run (self->server->store_worker, task, admin_job);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return asked.text;
}

/* The store has one thread: it is asked while nobody serves. */
char *
test_hub_restart_and_ask (TestHub    *self,
                          const char *command)
{
  g_autoptr (GError) error = NULL;
  YcHub *hub;
  char *text;

  stop (self);
  hub = yc_hub_open (self->folder, &self->clock.clock, self->catalogues, &error);
  g_assert_no_error (error);
  text = ask_admin (hub, command);
  yc_hub_close (hub, &error);
  g_assert_no_error (error);
  start (self);
  return text;
}

void
test_hub_add_operator (TestHub    *self,
                       const char *code,
                       const char *roles)
{
  g_autofree char *hash = yc_password_hash (TEST_PASSWORD);
  g_autofree char *command = g_strdup_printf ("{\"command\":\"operator-add\",\"code\":\"%s\",\"name\":\"李测试\","
                                              "\"roles\":\"%s\",\"hash\":\"%s\"}", code, roles, hash);
  g_autofree char *text = test_hub_admin (self, command);
}

/* Asks, and waits for the answer, whatever it is. */
GBytes *
test_hub_ask_bytes (TestHub     *self,
                    SoupMessage *message,
                    GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return soup_session_send_and_read_finish (self->session, result, error);
}

static guint
exchange (TestHub     *self,
          SoupMessage *message,
          json_t     **ret_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = test_hub_ask_bytes (self, message, &error);

  if (ret_json != NULL)
    *ret_json = NULL;
  if (error != NULL)
    {
      g_test_message ("%s", error->message);
      return 0;
    }
  if (soup_message_get_status (message) != 200)
    g_test_message ("%u %.*s", soup_message_get_status (message), (int) g_bytes_get_size (answer),
                    (const char *) g_bytes_get_data (answer, NULL));
  if (ret_json != NULL)
    {
      *ret_json = json_loadb (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), 0, NULL);
      g_assert_nonnull (*ret_json);
    }
  return soup_message_get_status (message);
}

static SoupMessage *
message_new (TestHub    *self,
             const char *method,
             const char *target,
             const char *token,
             GBytes     *body)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", self->port, target);
  SoupMessage *message = soup_message_new (method, uri);

  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
    }
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  return message;
}

guint
test_hub_ask (TestHub    *self,
              const char *method,
              const char *target,
              const char *token,
              GBytes     *body,
              json_t    **ret_json)
{
  g_autoptr (SoupMessage) message = message_new (self, method, target, token, body);

  return exchange (self, message, ret_json);
}

/* @body: (transfer full) */
guint
test_hub_post (TestHub    *self,
               const char *target,
               const char *token,
               json_t     *body,
               json_t    **ret_json)
{
  char *text = json_dumps (body, JSON_COMPACT);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (text, strlen (text), free, text);

  json_decref (body);
  return test_hub_ask (self, "POST", target, token, bytes, ret_json);
}

static char *
encode_key (YcKeyPair *key)
{
  return g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
}

void
test_desk_login (TestDesk   *self,
                 const char *operator_code,
                 const char *password)
{
  g_autoptr (json_t) answer = NULL;
  g_autoptr (json_t) grant = NULL;
  g_autofree char *key = NULL;
  g_autofree guint8 *signature = NULL;
  const char *text;
  gsize size;

  g_clear_pointer (&self->session_key, yc_key_pair_free);
  self->session_key = yc_key_pair_new_random ();
  key = encode_key (self->session_key);
  g_assert_cmpuint (test_hub_post (self->hub, "/v1/login", self->token,
                                   json_pack ("{s:s, s:s, s:s}", "operator", operator_code, "password", password,
                                              "key", key),
                                   &answer), ==, 200);
  text = json_string_value (json_object_get (answer, "grant"));
  signature = g_base64_decode (json_string_value (json_object_get (answer, "signature")), &size);
  g_assert_cmpuint (size, ==, YC_SIGNATURE_SIZE);
  g_assert_true (yc_signature_verify (self->hub_key, text, strlen (text), signature));
  grant = json_loads (text, 0, NULL);
  g_assert_true (yc_id_parse (json_string_value (json_object_get (grant, "id")), &self->grant));
  g_assert_cmpstr (json_string_value (json_object_get (grant, "operator")), ==, operator_code);
  g_assert_cmpstr (json_string_value (json_object_get (grant, "window")), ==, self->window);
  g_assert_cmpstr (json_string_value (json_object_get (grant, "key")), ==, key);
  g_free (self->by);
  self->by = g_strdup (operator_code);
}

TestDesk *
test_desk_new_with_code (TestHub    *hub,
                         const char *code,
                         const char *operator_code,
                         const char *password)
{
  TestDesk *self = g_new0 (TestDesk, 1);
  g_autoptr (json_t) answer = NULL;
  g_autoptr (YcKeyPair) device_key = yc_key_pair_new_random ();
  g_autofree char *key = encode_key (device_key);
  g_autofree guint8 *hub_key = NULL;
  gsize size;

  self->hub = hub;
  self->boot.bytes[0] = 7;
  self->boot_ms = self->sending_ms = 1000000;
  g_assert_cmpuint (test_hub_post (hub, "/v1/enrol", NULL,
                                   json_pack ("{s:s, s:s, s:s}", "code", code, "name", "desk", "key", key),
                                   &answer), ==, 200);
  self->token = g_strdup (json_string_value (json_object_get (answer, "token")));
  self->device = g_strdup (json_string_value (json_object_get (answer, "device")));
  self->window = g_strdup (json_string_value (json_object_get (answer, "window")));
  g_assert_true (json_is_string (json_object_get (answer, "hall")));
  g_assert_true (json_is_true (json_object_get (answer, "training")));
  hub_key = g_base64_decode (json_string_value (json_object_get (answer, "key")), &size);
  g_assert_cmpuint (size, ==, YC_KEY_SIZE);
  memcpy (self->hub_key, hub_key, YC_KEY_SIZE);
  test_desk_login (self, operator_code, password);
  return self;
}

TestDesk *
test_desk_new (TestHub    *hub,
               const char *window,
               const char *operator_code)
{
  g_autofree char *command = g_strdup_printf ("{\"command\":\"enrol-code\",\"window\":\"%s\"}", window);
  g_autofree char *code = test_hub_admin (hub, command);

  return test_desk_new_with_code (hub, code, operator_code, TEST_PASSWORD);
}

void
test_desk_free (TestDesk *self)
{
  g_free (self->token);
  g_free (self->device);
  g_free (self->by);
  g_free (self->window);
  g_clear_pointer (&self->session_key, yc_key_pair_free);
  g_free (self);
}

/* All but the bytes. @body: (transfer full) */
YcOp *
test_desk_draft (TestDesk       *self,
                 const YcStream *stream,
                 const char     *kind,
                 YcBody         *body)
{
  YcOp *op = yc_op_new (stream, kind, body);

  yc_id_init_random (&op->id);
  g_free (op->by);
  g_free (op->window);
  op->by = g_strdup (self->by);
  op->window = g_strdup (self->window);
  op->grant = self->grant;
  op->when.wall_ms = self->hub->clock.now_ms;
  op->when.boot = self->boot;
  op->when.boot_ms = self->boot_ms;
  return op;
}

void
test_desk_sign (TestDesk *self,
                YcOp     *op)
{
  GBytes *bytes = yc_op_encode (op);

  yc_op_take_bytes (op, bytes, yc_key_pair_sign_bytes (self->session_key, bytes));
}

YcOp *
test_desk_make (TestDesk       *self,
                const YcStream *stream,
                const char     *kind,
                YcBody         *body)
{
  YcOp *op = test_desk_draft (self, stream, kind, body);

  test_desk_sign (self, op);
  return op;
}

guint
test_desk_send (TestDesk *self,
                YcOp     *op,
                json_t  **ret_json)
{
  g_autofree char *id = yc_id_dup_text (&op->id);
  g_autofree char *target = g_strconcat ("/v1/ops/", id, NULL);
  g_autofree char *boot = yc_id_dup_text (&self->boot);
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (op->signature, NULL),
                                                g_bytes_get_size (op->signature));
  g_autofree char *sending = g_strdup_printf ("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT, self->hub->clock.now_ms,
                                              boot, self->sending_ms);
  g_autoptr (SoupMessage) message = message_new (self->hub, "PUT", target, self->token, op->bytes);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_append (headers, "Yc-Signature", signature);
  soup_message_headers_append (headers, "Yc-Sending", sending);
  return exchange (self->hub, message, ret_json);
}

static void
assert_outcome (json_t     *answer,
                const char *outcome)
{
  json_t *verdict = json_object_get (answer, "verdict");
  g_autofree char *text = json_dumps (verdict, JSON_COMPACT);

  if (g_strcmp0 (json_string_value (json_object_get (verdict, "outcome")), outcome) != 0)
    g_test_message ("%s", text);
  g_assert_cmpstr (json_string_value (json_object_get (verdict, "outcome")), ==, outcome);
}

/* Makes and sends an op that must be applied. */
void
test_desk_apply (TestDesk       *self,
                 const YcStream *stream,
                 const char     *kind,
                 YcBody         *body)
{
  g_autoptr (YcOp) op = test_desk_make (self, stream, kind, body);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_desk_send (self, op, &answer), ==, 200);
  assert_outcome (answer, "applied");
}

/* Makes and sends an op that must be refused; gives its reasons. */
json_t *
test_desk_refused (TestDesk       *self,
                   const YcStream *stream,
                   const char     *kind,
                   YcBody         *body)
{
  g_autoptr (YcOp) op = test_desk_make (self, stream, kind, body);
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_desk_send (self, op, &answer), ==, 200);
  assert_outcome (answer, "refused");
  return json_incref (json_object_get (json_object_get (answer, "verdict"), "reasons"));
}

json_t *
test_desk_feed (TestDesk   *self,
                const char *target)
{
  json_t *answer;

  g_assert_cmpuint (test_hub_ask (self->hub, "GET", target, self->token, NULL, &answer), ==, 200);
  return answer;
}

YcBody *
test_body (const char *key,
           ...)
{
  YcBody *body = yc_body_new ();
  va_list pairs;

  va_start (pairs, key);
  for (; key != NULL; key = va_arg (pairs, const char *))
    yc_record_set_text (body->record, key, va_arg (pairs, const char *));
  va_end (pairs);
  return body;
}

YcBody *
test_set_body (const char    *path,
               const YcValue *value,
               const YcValue *was)
{
  YcBody *body = test_body ("source", "typed", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set (item, "value", value);
  yc_record_set (item, "was", was);
  return body;
}

YcBody *
test_set_text (const char *path,
               const char *text,
               const char *was)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  g_auto (YcValue) before = YC_VALUE_INIT;

  if (text != NULL)
    yc_value_set_text (&value, text);
  if (was != NULL)
    yc_value_set_text (&before, was);
  return test_set_body (path, &value, &before);
}

YcStream
test_stream_new (YcStreamType type)
{
  YcStream stream = { .type = type };

  yc_id_init_random (&stream.id);
  return stream;
}

char *
test_stream_feed (const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  return g_strdup_printf ("/v1/streams/%s/feed", text);
}
