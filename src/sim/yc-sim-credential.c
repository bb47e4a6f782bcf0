/* yc-sim-credential.c: a platform of e-licences and e-IDs
 *
 * Plays the platform and the phone: a desk begins a session and waits; a line
 * of the script is what the holder does, or what goes wrong. A session is
 * presented once. What the newest open session asked for is what is shown,
 * unless the line says otherwise.
 */

#include "yc-sim-credential.h"

#include "yc-checks.h"
#include "yc-credential-wire.h"
#include "yc-crypto.h"
#include "yc-json-guard.h"
#include "yc-sim-person.h"

#include <libsoup/soup.h>
#include <string.h>

#define SESSION_MS 120000 /* unless it is told otherwise */
#define SESSIONS_MAX 1000
#define SESSION_PREFIX "/v1/sessions/"
#define WAIT_MAX_S 25
#define SESSION_BYTES 16
#define FIRM_NAME "鲁西测试投资有限公司"
#define FIRM_AREA "371500"

typedef struct
{
  YcSimCredential *platform;
  char *name;
  char *kind;
  char *purpose;
  GStrv scope;
  gint64 expires_ms;
  char *answer; /* (nullable): what is said from now on */
  GPtrArray *waiting; /* of Wait */
} Session;

typedef struct
{
  Session *session;
  SoupServerMessage *message;
  guint timer;
} Wait;

struct _YcSimCredential
{
  SoupServer *server;
  YcKeyPair *key;
  GPtrArray *sessions; /* of Session, oldest first */
  GSocketAddress *address; /* (nullable): where it listens, or did */
  gboolean silent;
  gint64 lifetime_ms; /* of a session */
  char *last_credential; /* (nullable): shown last, for a replay */
  char *last_signature;
};

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* --- sessions ------------------------------------------------------------------ */

static void
say_json (SoupServerMessage *message,
          const char        *text)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_clear_handle_id (&wait->timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (wait->message, wait);
  g_object_unref (wait->message);
  g_free (wait);
}

static void
session_free (gpointer data)
{
  Session *session = data;

  g_ptr_array_unref (session->waiting);
  g_free (session->name);
  g_free (session->kind);
  g_free (session->purpose);
  g_strfreev (session->scope);
  g_free (session->answer);
  g_free (session);
}

static const char *
get_answer (const Session *session)
{
  if (session->answer != NULL)
    return session->answer;
  return now_ms () >= session->expires_ms ? "{\"state\":\"declined\"}" : "{\"state\":\"waiting\"}";
}

static void
answer_wait (Wait *wait)
{
  SoupServerMessage *message = g_object_ref (wait->message);

  say_json (message, get_answer (wait->session));
  g_ptr_array_remove_fast (wait->session->waiting, wait);
  soup_server_message_unpause (message);
  g_object_unref (message);
}

static gboolean
wait_over_cb (gpointer data)
{
  Wait *wait = data;

  wait->timer = 0;
  if (wait->session->platform->silent)
    return G_SOURCE_REMOVE;
  answer_wait (wait);
  return G_SOURCE_REMOVE;
}

/* The peer has gone. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           data)
{
  Wait *wait = data;

  g_ptr_array_remove_fast (wait->session->waiting, wait);
}

static void
add_wait (Session           *session,
          SoupServerMessage *message,
          guint              wait_s)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->session = session;
  wait->message = g_object_ref (message);
  wait->timer = g_timeout_add (wait_s * 1000, wait_over_cb, wait);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), wait);
  g_ptr_array_add (session->waiting, wait);
  soup_server_message_pause (message);
}

static Session *
find_session (YcSimCredential *self,
              const char      *name)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      Session *session = g_ptr_array_index (self->sessions, i);

      if (g_str_equal (session->name, name))
        return session;
    }
  return NULL;
}

/* The newest that nobody has answered. */
static Session *
find_open (YcSimCredential *self)
{
  for (guint i = self->sessions->len; i > 0; i--)
    {
      Session *session = g_ptr_array_index (self->sessions, i - 1);

      if (session->answer == NULL && now_ms () < session->expires_ms)
        return session;
    }
  return NULL;
}

/* --- doors --------------------------------------------------------------------- */

static gboolean
read_request (Session *session,
              json_t  *json)
{
  json_t *scope = json_object_get (json, "scope");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  session->kind = g_strdup (json_string_value (json_object_get (json, "kind")));
  session->purpose = g_strdup (json_string_value (json_object_get (json, "purpose")));
  for (gsize i = 0; i < json_array_size (scope); i++)
    if (json_is_string (json_array_get (scope, i)))
      g_strv_builder_add (builder, json_string_value (json_array_get (scope, i)));
  session->scope = g_strv_builder_end (builder);
  return session->kind != NULL && session->purpose != NULL;
}

static Session *
add_session (YcSimCredential *self,
             GBytes          *body)
{
  static const YcJsonLimits limits = { 4096, 3, 64, 512 };
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  Session *session = g_new0 (Session, 1);
  guint8 bytes[SESSION_BYTES];

  session->platform = self;
  session->waiting = g_ptr_array_new_with_free_func (wait_free);
  if (json == NULL || !read_request (session, json) || self->sessions->len >= SESSIONS_MAX)
    {
      session_free (session);
      return NULL;
    }
  yc_random_bytes (bytes, sizeof bytes);
  session->name = yc_base64url_encode (bytes, sizeof bytes);
  session->expires_ms = now_ms () + self->lifetime_ms;
  g_ptr_array_add (self->sessions, session);
  return session;
}

static void
begin (YcSimCredential   *self,
       SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  Session *session = add_session (self, body);
  g_autofree char *text = NULL;

  if (session == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_UNPROCESSABLE_ENTITY, NULL);
      return;
    }
  text = g_strdup_printf ("{\"session\":\"%s\",\"qr\":\"yichuang-credential:1:%s\",\"expires\":%" G_GINT64_FORMAT "}",
                          session->name, session->name, session->expires_ms);
  say_json (message, text);
}

static void
ask (YcSimCredential   *self,
     SoupServerMessage *message,
     const char        *name,
     GHashTable        *query)
{
  Session *session = find_session (self, name);
  const char *wait = query != NULL ? g_hash_table_lookup (query, "wait") : NULL;
  guint64 wait_s = 0;

  if (session == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  if (wait != NULL)
    g_ascii_string_to_unsigned (wait, 10, 0, WAIT_MAX_S, &wait_s, NULL);
  if (self->silent || (session->answer == NULL && wait_s > 0))
    add_wait (session, message, (guint) wait_s);
  else
    say_json (message, get_answer (session));
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  YcSimCredential *self = data;
  const char *method = soup_server_message_get_method (message);

  if (g_str_equal (path, "/v1/sessions") && g_str_equal (method, "POST"))
    begin (self, message);
  else if (g_str_has_prefix (path, SESSION_PREFIX) && g_str_equal (method, "GET"))
    ask (self, message, path + strlen (SESSION_PREFIX), query);
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

/* --- what the holder does --------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *words)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, words);
  return FALSE;
}

static char *
dup_firm_number (void)
{
  char organisation[YC_ORGANISATION_CODE_SIZE];
  char code[YC_CREDIT_CODE_SIZE];

  if (!yc_organisation_code_build ("MADA1234", organisation) ||
      !yc_credit_code_build ('9', '1', FIRM_AREA, organisation, code))
    g_assert_not_reached ();
  return g_strdup (code);
}

static void
fill_person (YcCredential      *credential,
             const YcSimPerson *person)
{
  credential->name = g_strdup (person->name);
  credential->number = yc_sim_person_dup_number (person);
}

/* A firm's licence is shown by somebody: its legal representative, or a delegate. */
static void
fill_firm (YcCredential      *credential,
           const YcSimPerson *person,
           const char        *delegation)
{
  credential->name = g_strdup (FIRM_NAME);
  credential->number = dup_firm_number ();
  credential->delegate = g_strdup (person->name);
  credential->delegate_number = yc_sim_person_dup_number (person);
  credential->delegation = g_strdup (delegation);
}

static YcCredential *
create_credential (const Session     *session,
                   const YcSimPerson *person,
                   gboolean           delegated)
{
  YcCredential *credential = yc_credential_new ();

  credential->session = g_strdup (session->name);
  credential->kind = g_strdup (session->kind);
  credential->purpose = g_strdup (session->purpose);
  credential->scope = g_strdupv (session->scope);
  credential->issued_ms = now_ms ();
  credential->expires_ms = credential->issued_ms + SESSION_MS;
  if (g_str_equal (session->kind, YC_CREDENTIAL_LICENCE))
    fill_firm (credential, person, delegated ? "办理股东登记、签署登记文件" : "法定代表人");
  else
    fill_person (credential, person);
  return credential;
}

static void
set_answer (YcSimCredential *self,
            Session         *session,
            const char      *credential,
            const char      *signature)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:s}", "state", "presented", "credential", credential,
                                       "signature", signature);
  char *text = json_dumps (json, JSON_COMPACT);

  g_free (session->answer);
  session->answer = g_strdup (text);
  free (text);
  while (!self->silent && session->waiting->len > 0)
    answer_wait (g_ptr_array_index (session->waiting, 0));
}

static void
present (YcSimCredential    *self,
         Session            *session,
         const YcCredential *credential,
         gboolean            well_signed)
{
  g_autoptr (GBytes) bytes = yc_credential_write (credential);
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (self->key, bytes);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *spelled = NULL;
  guint8 raw[YC_ED25519_SIGNATURE_SIZE];

  memcpy (raw, g_bytes_get_data (signature, NULL), sizeof raw);
  if (!well_signed)
    raw[0] ^= 1;
  spelled = yc_base64url_encode (raw, sizeof raw);
  set_answer (self, session, text, spelled);
  g_free (self->last_credential);
  g_free (self->last_signature);
  self->last_credential = g_steal_pointer (&text);
  self->last_signature = g_steal_pointer (&spelled);
}

/* What each line does to a credential that would be good. */
static void
spoil (YcCredential *credential,
       const char   *word)
{
  if (g_str_equal (word, "present-expired"))
    credential->expires_ms = now_ms () - 1000;
  else if (g_str_equal (word, "wrong-scope"))
    {
      g_strfreev (credential->scope);
      credential->scope = g_strdupv ((char *[]) { (char *) "name", NULL });
    }
  else if (g_str_equal (word, "wrong-purpose"))
    {
      g_free (credential->purpose);
      credential->purpose = g_strdup ("hotel-check-in");
    }
  else if (g_str_equal (word, "undelegated"))
    g_clear_pointer (&credential->delegation, g_free);
}

static gboolean
show (YcSimCredential *self,
      const char      *word,
      const char      *who,
      GError         **error)
{
  const YcSimPerson *person = yc_sim_person_find (who != NULL ? who : "zhang");
  Session *session = find_open (self);
  g_autoptr (YcCredential) credential = NULL;

  if (session == NULL)
    return refuse (error, "No session is open");
  if (person == NULL)
    return refuse (error, "Nobody is called that");
  credential = create_credential (session, person, g_str_equal (word, "delegate"));
  spoil (credential, word);
  present (self, session, credential, !g_str_equal (word, "wrong-signature"));
  return TRUE;
}

static gboolean
replay (YcSimCredential *self,
        GError         **error)
{
  Session *session = find_open (self);

  if (session == NULL || self->last_credential == NULL)
    return refuse (error, "Nothing was shown yet, or no session is open");
  set_answer (self, session, self->last_credential, self->last_signature);
  return TRUE;
}

static gboolean
decline (YcSimCredential *self,
         GError         **error)
{
  Session *session = find_open (self);

  if (session == NULL)
    return refuse (error, "No session is open");
  session->answer = g_strdup ("{\"state\":\"declined\"}");
  while (session->waiting->len > 0)
    answer_wait (g_ptr_array_index (session->waiting, 0));
  return TRUE;
}

static gboolean
go_down (YcSimCredential *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    g_ptr_array_set_size (((Session *) g_ptr_array_index (self->sessions, i))->waiting, 0);
  soup_server_disconnect (self->server);
  return TRUE;
}

static gboolean
come_up (YcSimCredential *self,
         GError         **error)
{
  return soup_server_listen (self->server, self->address, 0, error);
}

static gboolean
is_showing (const char *word)
{
  static const char *const words[] = {
    "present", "present-expired", "wrong-scope", "wrong-purpose", "wrong-signature", "delegate", "undelegated", NULL,
  };

  return g_strv_contains (words, word);
}

gboolean
yc_sim_credential_tell (YcSimCredential *self,
                        const char      *line,
                        GError         **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *word = words[0] != NULL ? words[0] : "";

  if (is_showing (word))
    return show (self, word, words[1], error);
  if (g_str_equal (word, "replay"))
    return replay (self, error);
  if (g_str_equal (word, "decline"))
    return decline (self, error);
  if (g_str_equal (word, "silent") || g_str_equal (word, "speak"))
    {
      self->silent = g_str_equal (word, "silent");
      return TRUE;
    }
  if (g_str_equal (word, "lifetime"))
    {
      self->lifetime_ms = words[1] != NULL ? g_ascii_strtoll (words[1], NULL, 10) : SESSION_MS;
      return TRUE;
    }
  if (g_str_equal (word, "down"))
    return go_down (self);
  if (g_str_equal (word, "up"))
    return come_up (self, error);
  return refuse (error, "Not a word of this script");
}

/* --- its life ----------------------------------------------------------------------- */

YcSimCredential *
yc_sim_credential_new (GBytes *key_seed)
{
  YcSimCredential *self = g_new0 (YcSimCredential, 1);

  self->key = key_seed != NULL ? yc_key_pair_new (g_bytes_get_data (key_seed, NULL)) : yc_key_pair_new_random ();
  self->sessions = g_ptr_array_new_with_free_func (session_free);
  self->lifetime_ms = SESSION_MS;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  return self;
}

void
yc_sim_credential_free (YcSimCredential *self)
{
  if (self == NULL)
    return;
  go_down (self);
  g_ptr_array_unref (self->sessions);
  g_object_unref (self->server);
  g_clear_object (&self->address);
  yc_key_pair_free (self->key);
  g_free (self->last_credential);
  g_free (self->last_signature);
  g_free (self);
}

gboolean
yc_sim_credential_listen (YcSimCredential *self,
                          const char      *address,
                          guint           *ret_port,
                          GError         **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (address, 0, error);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) own = NULL;
  GSList *listeners;

  if (parsed == NULL)
    return FALSE;
  wanted = g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)),
                                                  g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  if (wanted == NULL)
    return refuse (error, "Not an address such as 127.0.0.1:0");
  if (!soup_server_listen (self->server, wanted, 0, error))
    return FALSE;
  listeners = soup_server_get_listeners (self->server);
  own = g_socket_get_local_address (listeners->data, error);
  g_slist_free (listeners);
  if (own == NULL)
    return FALSE;
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  self->address = g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)),
                                                         *ret_port);
  return TRUE;
}

char *
yc_sim_credential_dup_key (YcSimCredential *self)
{
  return yc_base64url_encode (yc_key_pair_get_public (self->key), YC_KEY_SIZE);
}
