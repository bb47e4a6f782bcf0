/* yc-credential-session.c: asking for one credential
 *
 *   BEGINNING ──begun──→ WAITING ──shown, signature and checks──→ GOOD ──taken──→ CLOSED
 *       │                   │ ↑ not answered: again in a second
 *       └── no answer ──────┴── declined, time over, a check fails ──→ FAILED
 *
 * Invariants: a text is believed only after its signature; a session that has
 * ended asks nothing more; a credential can be taken once.
 */

#include "yc-credential-session.h"

#define WAIT_S 20
#define AGAIN_MS 1000

struct _YcCredentialSession
{
  GObject parent_instance;

  YcCredentialSource *source;
  char *kind;
  char *purpose;
  GStrv scope;
  guint8 key[YC_KEY_SIZE];
  gint64 offset_ms;

  YcCredentialSessionState state;
  YcCredentialFault fault;
  GCancellable *cancellable;
  guint again_id;
  guint end_id;
  gboolean unreachable;
  YcCredentialBegun *begun;   /* (nullable) */
  YcCredential *credential;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcCredentialSession, yc_credential_session, G_TYPE_OBJECT)

static guint changed_signal;

static void ask (YcCredentialSession *self);

static gint64
get_now (YcCredentialSession *self)
{
  return g_get_real_time () / 1000 + self->offset_ms;
}

static gboolean
is_over (YcCredentialSession *self)
{
  return self->state > YC_CREDENTIAL_SESSION_WAITING;
}

static void
end (YcCredentialSession      *self,
     YcCredentialSessionState  state,
     YcCredentialFault         fault)
{
  if (is_over (self))
    return;
  self->state = state;
  self->fault = fault;
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_handle_id (&self->end_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, changed_signal, 0);
}

static void
fail (YcCredentialSession *self,
      YcCredentialFault    fault)
{
  end (self, YC_CREDENTIAL_SESSION_FAILED, fault);
}

/* --- what was shown ------------------------------------------------------------ */

static gboolean
is_signed (YcCredentialSession      *self,
           const YcCredentialAnswer *answer)
{
  gsize size;
  const void *data = g_bytes_get_data (answer->credential, &size);

  return yc_signature_verify (self->key, data, size, g_bytes_get_data (answer->signature, NULL));
}

static void
take_answer (YcCredentialSession      *self,
             const YcCredentialAnswer *answer)
{
  YcCredentialRequest asked = { self->kind, self->purpose, (const char *const *) self->scope };
  g_autoptr (YcCredential) credential = NULL;
  YcCredentialFault fault;

  if (!is_signed (self, answer))
    {
      fail (self, YC_CREDENTIAL_BAD_SIGNATURE);
      return;
    }
  credential = yc_credential_read (answer->credential, NULL);
  if (credential == NULL)
    {
      fail (self, YC_CREDENTIAL_UNREADABLE);
      return;
    }
  fault = yc_credential_check (credential, &asked, self->begun->session, get_now (self));
  if (fault != YC_CREDENTIAL_GOOD)
    {
      fail (self, fault);
      return;
    }
  self->credential = g_steal_pointer (&credential);
  end (self, YC_CREDENTIAL_SESSION_GOOD, YC_CREDENTIAL_GOOD);
}

/* --- asking --------------------------------------------------------------------- */

static gboolean
again_cb (gpointer data)
{
  YcCredentialSession *self = data;

  self->again_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
set_unreachable (YcCredentialSession *self,
                 gboolean             unreachable)
{
  if (self->unreachable == unreachable)
    return;
  self->unreachable = unreachable;
  g_signal_emit (self, changed_signal, 0);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcCredentialSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCredentialAnswer) answer = yc_credential_source_ask_finish (YC_CREDENTIAL_SOURCE (source), result,
                                                                           &error);

  if (is_over (self))
    return;
  set_unreachable (self, answer == NULL);
  if (answer == NULL)
    self->again_id = g_timeout_add (AGAIN_MS, again_cb, self);
  else if (answer->state == YC_CREDENTIAL_PRESENTED)
    take_answer (self, answer);
  else if (answer->state == YC_CREDENTIAL_DECLINED)
    fail (self, YC_CREDENTIAL_NOT_SHOWN);
  else
    ask (self);
}

static void
ask (YcCredentialSession *self)
{
  yc_credential_source_ask_async (self->source, self->begun->session, WAIT_S, self->cancellable, asked_cb,
                                  g_object_ref (self));
}

static gboolean
time_over_cb (gpointer data)
{
  YcCredentialSession *self = data;

  self->end_id = 0;
  fail (self, self->unreachable ? YC_CREDENTIAL_UNREACHABLE : YC_CREDENTIAL_NOT_SHOWN);
  return G_SOURCE_REMOVE;
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcCredentialSession) self = data;
  g_autoptr (GError) error = NULL;
  YcCredentialBegun *begun = yc_credential_source_begin_finish (YC_CREDENTIAL_SOURCE (source), result, &error);

  if (begun == NULL)
    {
      fail (self, YC_CREDENTIAL_UNREACHABLE);
      return;
    }
  g_clear_pointer (&self->begun, yc_credential_begun_free);
  self->begun = begun;
  if (is_over (self))
    return;
  self->state = YC_CREDENTIAL_SESSION_WAITING;
  self->end_id = g_timeout_add ((guint) CLAMP (begun->expires_ms - get_now (self), 1, G_MAXINT / 2), time_over_cb, self);
  g_signal_emit (self, changed_signal, 0);
  ask (self);
}

/* --- the class -------------------------------------------------------------------- */

static void
yc_credential_session_dispose (GObject *object)
{
  YcCredentialSession *self = YC_CREDENTIAL_SESSION (object);

  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_handle_id (&self->end_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (yc_credential_session_parent_class)->dispose (object);
}

static void
yc_credential_session_finalize (GObject *object)
{
  YcCredentialSession *self = YC_CREDENTIAL_SESSION (object);

  g_clear_object (&self->source);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->begun, yc_credential_begun_free);
  g_clear_pointer (&self->credential, yc_credential_free);
  g_free (self->kind);
  g_free (self->purpose);
  g_strfreev (self->scope);
  G_OBJECT_CLASS (yc_credential_session_parent_class)->finalize (object);
}

static void
yc_credential_session_class_init (YcCredentialSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_credential_session_dispose;
  object_class->finalize = yc_credential_session_finalize;
  changed_signal = g_signal_new ("changed", YC_TYPE_CREDENTIAL_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
yc_credential_session_init (YcCredentialSession *self)
{
  self->cancellable = g_cancellable_new ();
}

YcCredentialSession *
yc_credential_session_new (YcCredentialSource        *source,
                           const YcCredentialRequest *request,
                           const guint8               key[YC_KEY_SIZE],
                           gint64                     offset_ms)
{
  YcCredentialSession *self = g_object_new (YC_TYPE_CREDENTIAL_SESSION, NULL);

  self->source = g_object_ref (source);
  self->kind = g_strdup (request->kind);
  self->purpose = g_strdup (request->purpose);
  self->scope = g_strdupv ((char **) request->scope);
  memcpy (self->key, key, YC_KEY_SIZE);
  self->offset_ms = offset_ms;
  return self;
}

void
yc_credential_session_start (YcCredentialSession *self)
{
  YcCredentialRequest request = { self->kind, self->purpose, (const char *const *) self->scope };

  g_return_if_fail (YC_IS_CREDENTIAL_SESSION (self));

  yc_credential_source_begin_async (self->source, &request, self->cancellable, begun_cb, g_object_ref (self));
}

void
yc_credential_session_close (YcCredentialSession *self)
{
  g_return_if_fail (YC_IS_CREDENTIAL_SESSION (self));

  end (self, YC_CREDENTIAL_SESSION_CLOSED, YC_CREDENTIAL_GOOD);
}

YcCredentialSessionState
yc_credential_session_get_state (YcCredentialSession *self)
{
  return self->state;
}

/* Returns: (transfer none): "" before there is one */
const char *
yc_credential_session_get_qr (YcCredentialSession *self)
{
  return self->begun != NULL ? self->begun->qr : "";
}

gint64
yc_credential_session_get_expires (YcCredentialSession *self)
{
  return self->begun != NULL ? self->begun->expires_ms : 0;
}

YcCredentialFault
yc_credential_session_get_fault (YcCredentialSession *self)
{
  return self->fault;
}

gboolean
yc_credential_session_is_unreachable (YcCredentialSession *self)
{
  return self->unreachable;
}

YcCredential *
yc_credential_session_take (YcCredentialSession *self)
{
  g_return_val_if_fail (YC_IS_CREDENTIAL_SESSION (self), NULL);

  if (self->state != YC_CREDENTIAL_SESSION_GOOD)
    return NULL;
  self->state = YC_CREDENTIAL_SESSION_CLOSED;
  return g_steal_pointer (&self->credential);
}
