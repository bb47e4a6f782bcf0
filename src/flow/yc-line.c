/* yc-line.c: the state of the line, in a clerk's words */

#include "yc-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcParked
{
  GObject parent_instance;

  YcId op;
  char *title;
  char *code;
  gint64 since_ms;
};

struct _YcLine
{
  GObject parent_instance;

  YcLineState state;
  gint64 since_ms;
  gint64 oldest_ms;
  guint waiting;
  char *reason;
  guint documents;
  gint64 document_bytes;
  char *document_code;
  gint64 contradiction_ms; /* 0: none */
  guint purged;            /* cases that have left this desk after their term */
  gint64 purged_ms;        /* the last of them */
  GListStore *parked;
};

G_DEFINE_FINAL_TYPE (YcParked, yc_parked, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (YcLine, yc_line, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (YcLineState, yc_line_state,
                    G_DEFINE_ENUM_VALUE (YC_LINE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (YC_LINE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (YC_LINE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (YC_LINE_NEEDS_SIGN_IN, "needs-sign-in"),
                    G_DEFINE_ENUM_VALUE (YC_LINE_STOPPED, "stopped"))

/* Why an op is parked, and what a clerk can do about it. */
static const struct
{
  const char *code;
  const char *reason;
  const char *advice;
} parked_words[] = {
  { "role", N_("Your role does not allow this"), N_("Ask a supervisor to do it, then try again") },
  { "grant", N_("The permission it was made under is not valid"), N_("Sign in again, then try again") },
  { "signature", N_("Its signature does not match"), N_("Tell the administrator; nothing is lost") },
  { "unknown-kind", N_("The central system does not know this yet"),
    N_("It will be sent when the central system has been updated") },
  { "held", N_("The central system was set back to a backup, and finds out what had been made and decided already"),
    N_("It goes out by itself when the administrator has said that every desk has been there; make nothing a second time") },
  { "malformed", N_("The central system cannot read it"), N_("Tell the administrator; nothing is lost") },
  { "other-bytes", N_("The central system holds something else under the same number"),
    N_("Tell the administrator; nothing is lost") },
  { "too-big", N_("It is too large to be sent"), N_("Tell the administrator; nothing is lost") },
};

/* Why a document does not get on. */
static const struct
{
  const char *code;
  const char *words;
} document_words[] = {
  { "not-announced", N_("what they belong to has to be sent first") },
  { "digest", N_("one arrived damaged and is sent anew") },
  { "damaged", N_("one cannot be read on this machine's disk: take the paper in again") },
  { "hub-full", N_("the center has no room for documents now") },
  { "role", N_("the center does not take one from this window: tell the administrator") },
};

enum
{
  PARKED_PROP_0,
  PARKED_PROP_TITLE,
  PARKED_PROP_REASON,
  PARKED_PROP_ADVICE,
  PARKED_PROP_SINCE,
  PARKED_N_PROPS
};

enum
{
  LINE_PROP_0,
  LINE_PROP_STATE,
  LINE_PROP_WAITING,
  LINE_PROP_SINCE,
  LINE_PROP_OLDEST,
  LINE_PROP_REASON,
  LINE_PROP_PARKED,
  LINE_N_PROPS
};

static GParamSpec *parked_props[PARKED_N_PROPS];
static GParamSpec *line_props[LINE_N_PROPS];

static void
yc_parked_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  YcParked *self = YC_PARKED (object);

  switch (prop_id)
    {
    case PARKED_PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PARKED_PROP_REASON:
      g_value_set_string (value, yc_parked_get_reason (self));
      break;
    case PARKED_PROP_ADVICE:
      g_value_set_string (value, yc_parked_get_advice (self));
      break;
    case PARKED_PROP_SINCE:
      g_value_set_int64 (value, self->since_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_parked_finalize (GObject *object)
{
  YcParked *self = YC_PARKED (object);

  g_free (self->title);
  g_free (self->code);
  G_OBJECT_CLASS (yc_parked_parent_class)->finalize (object);
}

static void
yc_parked_class_init (YcParkedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yc_parked_get_property;
  object_class->finalize = yc_parked_finalize;

  parked_props[PARKED_PROP_TITLE] = g_param_spec_string (
      "title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  parked_props[PARKED_PROP_REASON] = g_param_spec_string (
      "reason", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  parked_props[PARKED_PROP_ADVICE] = g_param_spec_string (
      "advice", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  parked_props[PARKED_PROP_SINCE] = g_param_spec_int64 (
      "since", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, PARKED_N_PROPS, parked_props);
}

static void
yc_parked_init (YcParked *self)
{
}

/**
 * yc_parked_new:
 * @op: what is parked
 * @title: what it is about, in the clerk's words
 * @code: the hub's reason
 * @since_ms: when it was parked, milliseconds since 1970
 */
YcParked *
yc_parked_new (const YcId *op,
               const char *title,
               const char *code,
               gint64      since_ms)
{
  YcParked *self = g_object_new (YC_TYPE_PARKED, NULL);

  self->op = *op;
  self->title = g_strdup (title);
  self->code = g_strdup (code);
  self->since_ms = since_ms;
  return self;
}

const YcId *
yc_parked_get_op (YcParked *self)
{
  return &self->op;
}

const char *
yc_parked_get_title (YcParked *self)
{
  return self->title;
}

const char *
yc_parked_get_reason (YcParked *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parked_words); i++)
    if (g_strcmp0 (parked_words[i].code, self->code) == 0)
      return _(parked_words[i].reason);
  return _("The central system did not accept it");
}

const char *
yc_parked_get_advice (YcParked *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parked_words); i++)
    if (g_strcmp0 (parked_words[i].code, self->code) == 0)
      return _(parked_words[i].advice);
  return _("Try again; if it stays, tell the administrator. Nothing is lost");
}

static void
yc_line_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  YcLine *self = YC_LINE (object);

  switch (prop_id)
    {
    case LINE_PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case LINE_PROP_WAITING:
      g_value_set_uint (value, self->waiting);
      break;
    case LINE_PROP_SINCE:
      g_value_set_int64 (value, self->since_ms);
      break;
    case LINE_PROP_OLDEST:
      g_value_set_int64 (value, self->oldest_ms);
      break;
    case LINE_PROP_REASON:
      g_value_set_string (value, yc_line_get_reason (self));
      break;
    case LINE_PROP_PARKED:
      g_value_set_object (value, self->parked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_line_finalize (GObject *object)
{
  YcLine *self = YC_LINE (object);

  g_free (self->reason);
  g_free (self->document_code);
  g_object_unref (self->parked);
  G_OBJECT_CLASS (yc_line_parent_class)->finalize (object);
}

static void
yc_line_class_init (YcLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_line_get_property;
  object_class->finalize = yc_line_finalize;

  line_props[LINE_PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, YC_TYPE_LINE_STATE,
                                                   YC_LINE_CONNECTING, flags);
  line_props[LINE_PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  line_props[LINE_PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  line_props[LINE_PROP_OLDEST] = g_param_spec_int64 ("oldest", NULL, NULL, 0, G_MAXINT64, 0, flags);
  line_props[LINE_PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  line_props[LINE_PROP_PARKED] = g_param_spec_object ("parked", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, LINE_N_PROPS, line_props);
}

static void
yc_line_init (YcLine *self)
{
  self->parked = g_list_store_new (YC_TYPE_PARKED);
}

YcLine *
yc_line_new (void)
{
  return g_object_new (YC_TYPE_LINE, NULL);
}

/**
 * yc_line_update:
 * @self: a line
 * @state: how it is
 * @since_ms: since when, milliseconds since 1970
 * @waiting: how many ops wait to be answered
 * @oldest_ms: when the oldest of them was made; 0 where none waits
 * @reason: (nullable): why it is so, in words
 */
void
yc_line_update (YcLine      *self,
                YcLineState  state,
                gint64       since_ms,
                guint        waiting,
                gint64       oldest_ms,
                const char  *reason)
{
  g_return_if_fail (YC_IS_LINE (self));

  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  self->since_ms = since_ms;
  self->waiting = waiting;
  self->oldest_ms = oldest_ms;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  for (guint i = LINE_PROP_STATE; i < LINE_PROP_PARKED; i++)
    g_object_notify_by_pspec (G_OBJECT (self), line_props[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

YcLineState
yc_line_get_state (YcLine *self)
{
  return self->state;
}

gint64
yc_line_get_since (YcLine *self)
{
  return self->since_ms;
}

gint64
yc_line_get_oldest (YcLine *self)
{
  return self->oldest_ms;
}

guint
yc_line_get_waiting (YcLine *self)
{
  return self->waiting;
}

/**
 * yc_line_update_documents:
 * @documents: that the hub does not have whole
 * @bytes: of them that it does not have
 * @code: why the first that does not get on does not; "" where they all do
 */
void
yc_line_update_documents (YcLine     *self,
                          guint       documents,
                          gint64      bytes,
                          const char *code)
{
  g_return_if_fail (YC_IS_LINE (self));

  self->documents = documents;
  self->document_bytes = bytes;
  g_free (self->document_code);
  self->document_code = g_strdup (code);
  g_object_notify_by_pspec (G_OBJECT (self), line_props[LINE_PROP_WAITING]);
}

/* Returns: (transfer full) (nullable): how it stands with the documents; %NULL when none waits */
char *
yc_line_dup_documents (YcLine *self)
{
  const char *why = _("the center does not take them now; they are sent again");
  g_autofree char *size = g_format_size ((guint64) self->document_bytes);

  if (self->documents == 0)
    return NULL;
  if (g_strcmp0 (self->document_code, "") == 0)
    return g_strdup_printf (_("%u papers go to the center, %s to be sent"), self->documents, size);
  for (gsize i = 0; i < G_N_ELEMENTS (document_words); i++)
    if (g_strcmp0 (document_words[i].code, self->document_code) == 0)
      why = _(document_words[i].words);
  return g_strdup_printf (_("%u papers wait to go to the center, %s: %s"), self->documents, size, why);
}

/* @time_ms: when the hub signed what contradicts an earlier head of its chain; 0 for nothing */
void
yc_line_update_contradiction (YcLine *self,
                              gint64  time_ms)
{
  g_return_if_fail (YC_IS_LINE (self));

  if (self->contradiction_ms == time_ms)
    return;
  self->contradiction_ms = time_ms;
  g_object_notify_by_pspec (G_OBJECT (self), line_props[LINE_PROP_STATE]);
}

static char *
dup_minute (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

/* @cases: that have left this desk after their term; @last_ms: when the last did */
void
yc_line_update_purged (YcLine *self,
                       guint   cases,
                       gint64  last_ms)
{
  g_return_if_fail (YC_IS_LINE (self));

  self->purged = cases;
  self->purged_ms = last_ms;
  g_object_notify_by_pspec (G_OBJECT (self), line_props[LINE_PROP_STATE]);
}

/* Returns: (transfer full) (nullable): what has left this desk; %NULL where nothing has */
char *
yc_line_dup_purged (YcLine *self)
{
  g_autofree char *day = NULL;

  if (self->purged == 0)
    return NULL;
  day = dup_minute (self->purged_ms);
  return g_strdup_printf (_("%u ended cases have left this desk after their term, the last on %s; the center has them"),
                          self->purged, day);
}

/* Returns: (transfer full) (nullable): that the hub's history was changed; %NULL where nothing says so */
char *
yc_line_dup_contradiction (YcLine *self)
{
  g_autofree char *day = NULL;

  if (self->contradiction_ms == 0)
    return NULL;
  day = dup_minute (self->contradiction_ms);
  return g_strdup_printf (_("On %s the central system told of another history than the one this desk had seen before: "
                            "entries were changed or removed there. Tell the auditor; this desk has kept the proof, and work "
                            "goes on."), day);
}

/* Returns: (nullable): why the line is as it is */
const char *
yc_line_get_reason (YcLine *self)
{
  return self->reason;
}

/* "12 minutes", or seconds below one. */
static char *
dup_span (gint64 span_ms)
{
  gint64 seconds = MAX (span_ms, 0) / 1000;

  if (seconds < 60)
    return g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) seconds), (int) seconds);
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) (seconds / 60)),
                          (int) (seconds / 60));
}

/**
 * yc_line_dup_summary:
 * @self: a line
 * @now_ms: the time, milliseconds since 1970
 *
 * Returns: (transfer full): one line for the header or the banner
 */
char *
yc_line_dup_summary (YcLine *self,
                     gint64  now_ms)
{
  g_autofree char *span = dup_span (now_ms - self->since_ms);

  g_return_val_if_fail (YC_IS_LINE (self), NULL);

  switch (self->state)
    {
    case YC_LINE_ONLINE:
      return g_strdup_printf (_("Online · %u waiting to be sent"), self->waiting);
    case YC_LINE_OFFLINE:
      return g_strdup_printf (
          _("Line down for %s · %u waiting to be sent · you can go on receiving; results need the line"),
          span, self->waiting);
    case YC_LINE_NEEDS_SIGN_IN:
      return g_strdup_printf (_("Sign in to send what waits (%u)"), self->waiting);
    case YC_LINE_STOPPED:
      if (self->reason != NULL)
        /* Translators: why the line is stopped; how many entries this desk holds */
        return g_strdup_printf (_("%s · %u kept here"), self->reason, self->waiting);
      return g_strdup_printf (
          _("The central system does not accept this desk · %u kept here · call the administrator"),
          self->waiting);
    case YC_LINE_CONNECTING:
    default:
      return g_strdup_printf (_("Connecting · %u waiting to be sent"), self->waiting);
    }
}

/* Returns: (transfer none): of YcParked */
GListStore *
yc_line_get_parked (YcLine *self)
{
  return self->parked;
}
