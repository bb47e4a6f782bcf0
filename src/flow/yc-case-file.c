/* yc-case-file.c: a case as a window works on it
 *
 * Holds the stream's history, the case folded from it, and what the catalogue
 * says of that case. All three are made anew together whenever the history
 * has changed, so they never disagree.
 */

#include "yc-counter-private.h"

#include "yc-case-form.h"
#include "yc-case-jobs.h"
#include "yc-case-next.h"
#include "yc-case-signing.h"
#include "yc-case-verbs.h"
#include "yc-json-guard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcCaseFile
{
  GObject parent_instance;

  YcId id;
  YcCounter *counter; /* weak: the counter owns its cases */
  YcHistory *history;
  YcCatalogue *catalogue; /* (nullable): of the case's own version; one this desk does not have */
  const YcMatter *matter; /* (nullable): the same */
  YcCase *c;
  GPtrArray *findings; /* of YcFinding */
  GListStore *jobs;    /* of YcJob */
  char *title;
  GQueue undo; /* of YcBody, newest first */
  guint appending; /* transactions on their way to the disk */
  gboolean behind; /* what follows from them is still to be looked at */
};

G_DEFINE_FINAL_TYPE (YcCaseFile, yc_case_file, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_NUMBER,
  PROP_STATUS_TEXT,
  PROP_MISSING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;
static guint settled_signal;

static void
body_free (gpointer data)
{
  yc_body_free (data);
}

static const char *
get_text (YcCaseFile *self,
          const char *path)
{
  const YcValue *value = yc_case_get_value (self->c, path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : NULL;
}

/* The firm's name as far as it stands; else a person's; else "". */
static char *
create_title (YcCaseFile *self)
{
  static const char *const parts[] = { "/name/region", "/name/trade", "/name/industry", "/name/form" };
  g_autoptr (GString) name = g_string_new (NULL);
  g_auto (GStrv) persons = NULL;

  if (get_text (self, "/name/trade") != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
      {
        const char *text = get_text (self, parts[i]);

        if (text != NULL)
          g_string_append (name, text);
      }
  persons = yc_case_file_list_persons (self);
  for (char **person = persons; name->len == 0 && *person != NULL; person++)
    {
      g_autofree char *path = g_strconcat (*person, "/name", NULL);

      if (get_text (self, path) != NULL)
        g_string_append (name, get_text (self, path));
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* Whether the case's form was tried here and gone back from: none comes that would be waited for. */
static gboolean
is_form_refused (YcCaseFile *self)
{
  const char *version = yc_case_get_version (self->c);

  return self->counter != NULL && version != NULL && !yc_counter_may_show (self->counter, version);
}

/* Nothing can be said of a form that is not here, but that it is not. */
static GPtrArray *
create_no_form (YcCaseFile *self)
{
  GPtrArray *findings = yc_findings_new ();
  const char *version = yc_case_get_version (self->c);
  g_autofree char *message = NULL;

  if (version == NULL)
    return findings;
  if (is_form_refused (self))
    {
      message = g_strdup_printf (_("This case began with form %s, which is not used at this desk"), version);
      g_ptr_array_add (findings, yc_finding_new ("", "form-refused", YC_SEVERITY_ERROR, message,
                                                 _("What was filled in is kept; a window that uses this form can go on with it"),
                                                 NULL));
      return findings;
    }
  message = g_strdup_printf (_("This case began with form %s, which this desk does not have"), version);
  g_ptr_array_add (findings, yc_finding_new ("", "form-missing", YC_SEVERITY_ERROR, message,
                                             _("It comes by itself when the line is there"), NULL));
  return findings;
}

static GPtrArray *
create_findings (YcCaseFile *self)
{
  YcCaseForm form;
  YcDate today;

  if (self->counter == NULL)
    return yc_findings_new ();
  if (self->matter == NULL)
    return create_no_form (self);
  yc_case_form_init (&form, self->c);
  today = yc_counter_get_today (self->counter);
  return yc_matter_check (self->matter, &form.form, &today);
}

/* The catalogue of the version that the case began with; where it is not here,
 * the counter asks for it and refreshes the case when it has come. */
static void
find_catalogue (YcCaseFile *self)
{
  const char *version = yc_case_get_version (self->c);
  const char *matter = yc_case_get_matter (self->c);
  YcCatalogue *found = NULL;

  if (self->counter != NULL && version != NULL && yc_counter_may_show (self->counter, version))
    {
      found = yc_counter_find_catalogue (self->counter, version);
      if (found == NULL)
        yc_counter_want_catalogue (self->counter, version);
    }
  g_clear_pointer (&self->catalogue, yc_catalogue_unref);
  self->catalogue = found != NULL ? yc_catalogue_ref (found) : NULL;
  self->matter = found != NULL && matter != NULL ? yc_catalogue_find_matter (found, matter) : NULL;
}

/**
 * yc_case_file_refresh:
 * @self: a case whose history has changed
 *
 * Folds it again and tells whoever shows it.
 */
void
yc_case_file_refresh (YcCaseFile *self)
{
  gint64 offset_ms = self->counter != NULL ? yc_counter_get_offset_ms (self->counter) : 0;

  g_clear_object (&self->c);
  self->c = yc_history_fold_case (self->history, offset_ms);
  if (self->counter != NULL)
    find_catalogue (self);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = create_findings (self);
  g_free (self->title);
  self->title = create_title (self);
  yc_case_file_show_jobs (self, self->jobs);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, changed_signal, 0);
}

static void
yc_case_file_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  YcCaseFile *self = YC_CASE_FILE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_NUMBER:
      g_value_set_string (value, yc_case_file_get_number (self));
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, yc_case_file_get_status_text (self));
      break;
    case PROP_MISSING:
      g_value_set_uint (value, yc_case_file_count_missing (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_case_file_finalize (GObject *object)
{
  YcCaseFile *self = YC_CASE_FILE (object);

  g_clear_weak_pointer (&self->counter);
  g_queue_clear_full (&self->undo, body_free);
  g_clear_pointer (&self->history, yc_history_free);
  g_clear_pointer (&self->catalogue, yc_catalogue_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_object (&self->c);
  g_clear_object (&self->jobs);
  g_free (self->title);
  G_OBJECT_CLASS (yc_case_file_parent_class)->finalize (object);
}

static void
yc_case_file_class_init (YcCaseFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_case_file_get_property;
  object_class->finalize = yc_case_file_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  props[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, NULL, flags);
  props[PROP_MISSING] = g_param_spec_uint ("missing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", YC_TYPE_CASE_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  settled_signal = g_signal_new ("settled", YC_TYPE_CASE_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
yc_case_file_init (YcCaseFile *self)
{
  g_queue_init (&self->undo);
  self->jobs = g_list_store_new (YC_TYPE_JOB);
}

/**
 * yc_case_file_new:
 * @counter: whose case it is
 * @history: (transfer full): what is known of its stream
 * @id: the case
 */
YcCaseFile *
yc_case_file_new (YcCounter  *counter,
                  YcHistory  *history,
                  const YcId *id)
{
  YcCaseFile *self = g_object_new (YC_TYPE_CASE_FILE, NULL);

  g_set_weak_pointer (&self->counter, counter);
  self->history = history;
  self->id = *id;
  yc_case_file_refresh (self);
  return self;
}

GListModel *
yc_case_file_get_jobs (YcCaseFile *self)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

YcHistory *
yc_case_file_get_history (YcCaseFile *self)
{
  return self->history;
}

/* Returns: (nullable): the counter, %NULL once it is gone */
YcCounter *
yc_case_file_get_counter (YcCaseFile *self)
{
  return self->counter;
}

/* @body: (transfer full): the edit that takes back the one just made */
void
yc_case_file_remember_undo (YcCaseFile *self,
                            YcBody     *body)
{
  g_queue_push_head (&self->undo, body);
  if (g_queue_get_length (&self->undo) > YC_CASE_UNDO_MAX)
    yc_body_free (g_queue_pop_tail (&self->undo));
}

YcBody *
yc_case_file_take_undo (YcCaseFile *self)
{
  return g_queue_pop_head (&self->undo);
}

/* Returns: whether the case shows all that was appended before */
gboolean
yc_case_file_begin_append (YcCaseFile *self,
                           gboolean    changes_form)
{
  gboolean alone = self->appending++ == 0;

  self->behind |= changes_form && !alone;
  return alone;
}

/* Returns: whether it does again, and did not when something was appended */
gboolean
yc_case_file_end_append (YcCaseFile *self)
{
  gboolean behind;

  g_return_val_if_fail (self->appending > 0, FALSE);

  if (--self->appending > 0)
    return FALSE;
  behind = self->behind;
  self->behind = FALSE;
  return behind;
}

/* Whether it shows all that was done with it here. */
gboolean
yc_case_file_is_settled (YcCaseFile *self)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), TRUE);

  return self->appending == 0;
}

void
yc_case_file_tell_settled (YcCaseFile *self)
{
  if (self->appending == 0)
    g_signal_emit (self, settled_signal, 0);
}

gboolean
yc_case_file_is_editable (YcCaseFile *self)
{
  guint roles;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  roles = self->counter != NULL ? yc_counter_get_roles (self->counter) : 0;
  return (roles & (YC_ROLE_CLERK | YC_ROLE_HELPER)) != 0 && yc_case_is_editable (self->c) &&
         !yc_case_file_needs_consent (self);
}

gboolean
yc_case_file_is_path_open (YcCaseFile *self,
                           const char *path)
{
  guint roles;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  roles = self->counter != NULL ? yc_counter_get_roles (self->counter) : 0;
  return (roles & (YC_ROLE_CLERK | YC_ROLE_HELPER)) != 0 && yc_case_path_is_open (self->c, path) &&
         !yc_case_file_needs_consent (self);
}

YcCatalogue *
yc_case_file_get_catalogue (YcCaseFile *self)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  return self->catalogue;
}

gboolean
yc_case_file_can_undo (YcCaseFile *self)
{
  return !g_queue_is_empty (&self->undo) && yc_case_file_is_editable (self);
}

const YcId *
yc_case_file_get_id (YcCaseFile *self)
{
  return &self->id;
}

/* Returns: (transfer none): the case as folded last; another object after
 * every "changed" */
YcCase *
yc_case_file_get_case (YcCaseFile *self)
{
  return self->c;
}

const YcMatter *
yc_case_file_get_matter (YcCaseFile *self)
{
  return self->matter;
}

const char *
yc_case_file_get_title (YcCaseFile *self)
{
  return self->title;
}

const char *
yc_case_file_get_number (YcCaseFile *self)
{
  const char *number = yc_case_get_number (self->c);

  return number != NULL ? number : "";
}

const char *
yc_case_file_get_status_text (YcCaseFile *self)
{
  switch (yc_case_get_status (self->c))
    {
    case YC_CASE_DRAFT:
      if (self->matter != NULL)
        return _("Being filled in");
      return is_form_refused (self) ? _("Its form is not used here") : _("Waiting for its form");
    case YC_CASE_SUBMITTED:
      return yc_case_file_get_waiting (self) > 0 ? _("Submitted, waiting for the line") : _("Submitted");
    case YC_CASE_RECEIVED:
      return _("Accepted, in review");
    case YC_CASE_RETURNED:
      return _("Returned for correction");
    case YC_CASE_APPROVED:
      return _("Approved");
    case YC_CASE_REFUSED:
      return _("Refused");
    case YC_CASE_NOT_RECEIVED:
      return _("Not accepted");
    case YC_CASE_DONE:
      return C_("case", "Done");
    case YC_CASE_NEW:
    default:
      return _("New");
    }
}

static gboolean
is_identity_path (const char *path)
{
  return g_str_has_suffix (path, "/identity");
}

static gboolean
is_item_path (const char *path)
{
  return g_str_has_prefix (path, "/items/");
}

/* Which step a finding is mended in. */
static YcStep
get_step_of (const YcFinding *finding)
{
  if (is_identity_path (finding->path))
    return YC_STEP_IDENTITY;
  return is_item_path (finding->path) ? YC_STEP_PAPERS : YC_STEP_FORM;
}

static guint
count_errors (YcCaseFile *self,
              YcStep      step)
{
  guint count = 0;

  for (guint i = 0; i < self->findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (self->findings, i);

      if (finding->severity == YC_SEVERITY_ERROR && get_step_of (finding) == step)
        count++;
    }
  return count;
}

static guint
count_contested (YcCaseFile *self)
{
  g_auto (GStrv) contested = yc_case_list_contested (self->c);

  return g_strv_length (contested);
}

static gboolean
has_printed_receipt (YcCaseFile *self)
{
  GPtrArray *events = yc_case_get_events (self->c);

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->kind, "print.record") && g_str_equal (event->detail, "receipt"))
        return TRUE;
    }
  return FALSE;
}

/* What can be handed over counts; where nothing can, the receipt does. */
static YcStepState
get_result_step (YcCaseFile *self)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (self);
  guint handed = 0;

  if (yc_case_get_handed_at (self->c).at_ms != 0)
    return YC_STEP_DONE;
  for (guint i = 0; i < lines->len; i++)
    handed += ((YcOutputLine *) g_ptr_array_index (lines, i))->spec->handed;
  if (handed > 0)
    return yc_case_file_count_unhanded (self) == 0 ? YC_STEP_DONE : YC_STEP_OPEN;
  return has_printed_receipt (self) ? YC_STEP_DONE : YC_STEP_OPEN;
}

/* All that is chosen must have ended well, and what is made of it be there. */
static YcStepState
get_modules_step (YcCaseFile *self)
{
  GPtrArray *modules = yc_case_list_modules (self->c);
  YcStepState state = YC_STEP_DONE;
  YcCaseForm form;
  YcDate today;

  if (self->counter == NULL)
    return YC_STEP_WAITING;
  today = yc_counter_get_today (self->counter);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (progress->state == YC_MODULE_CORRECTION || progress->state == YC_MODULE_REFUSED)
        return YC_STEP_TROUBLE;
    }
  yc_case_form_init (&form, self->c);
  for (guint i = 0; self->matter != NULL && i < self->matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (self->matter->modules, i);

      if (yc_module_is_chosen (module, &form.form) && !yc_case_module_has_ended (self->c, module, &today))
        state = YC_STEP_WAITING;
    }
  return state;
}

static YcStepState
get_decision_step (YcCaseFile *self)
{
  switch (yc_case_get_status (self->c))
    {
    case YC_CASE_SUBMITTED:
    case YC_CASE_RECEIVED:
      return YC_STEP_WAITING;
    case YC_CASE_APPROVED:
      return get_modules_step (self);
    case YC_CASE_DONE:
      return YC_STEP_DONE;
    case YC_CASE_RETURNED:
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
      return YC_STEP_TROUBLE;
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
    default:
      return YC_STEP_OPEN;
    }
}

/* Signatures that the catalogue asks for must be there; where papers were made,
 * what was begun with them is to be ended, unless the case was sent in without. */
static YcStepState
get_sign_step (YcCaseFile *self)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_sign_lines (self);
  YcStepState state = YC_STEP_DONE;

  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);

      if (line->state == YC_SIGN_SIGNED || (line->state == YC_SIGN_NO_PAPER && !line->spec->required))
        continue;
      if (line->state == YC_SIGN_OLD || line->state == YC_SIGN_CONTESTED)
        return YC_STEP_TROUBLE;
      if (yc_case_is_editable (self->c))
        state = YC_STEP_OPEN;
    }
  return state;
}

YcStepState
yc_case_file_get_step (YcCaseFile *self,
                       YcStep      step)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), YC_STEP_OPEN);

  switch (step)
    {
    case YC_STEP_FORM:
      if (count_contested (self) > 0)
        return YC_STEP_TROUBLE;
      return count_errors (self, step) == 0 ? YC_STEP_DONE : YC_STEP_OPEN;
    case YC_STEP_IDENTITY:
    case YC_STEP_PAPERS:
      return count_errors (self, step) == 0 ? YC_STEP_DONE : YC_STEP_OPEN;
    case YC_STEP_SIGN:
      return get_sign_step (self);
    case YC_STEP_SUBMIT:
      return yc_case_is_editable (self->c) ? YC_STEP_OPEN : YC_STEP_DONE;
    case YC_STEP_DECISION:
      return get_decision_step (self);
    case YC_STEP_RESULT:
      return get_result_step (self);
    case YC_STEP_RATING:
      return yc_case_get_rating (self->c) > 0 ? YC_STEP_DONE : YC_STEP_OPEN;
    case YC_N_STEPS:
    default:
      return YC_STEP_OPEN;
    }
}

GPtrArray *
yc_case_file_get_findings (YcCaseFile *self)
{
  return self->findings;
}

guint
yc_case_file_count_missing (YcCaseFile *self)
{
  return yc_findings_count (self->findings, YC_SEVERITY_ERROR) + count_contested (self);
}

char **
yc_case_file_list_persons (YcCaseFile *self)
{
  YcCaseForm form;
  YcDate today;

  if (self->matter == NULL || self->counter == NULL)
    return g_new0 (char *, 1);
  yc_case_form_init (&form, self->c);
  today = yc_counter_get_today (self->counter);
  return yc_matter_list_signers (self->matter, &form.form, &today);
}

gboolean
yc_case_file_has_field (YcCaseFile *self,
                        const char *path)
{
  return self->matter != NULL && yc_matter_find_field (self->matter, path) != NULL;
}

char *
yc_case_file_dup_due_date (YcCaseFile *self,
                           const char *item)
{
  const YcItemSpec *spec = self->matter != NULL ? yc_matter_find_item (self->matter, item) : NULL;
  char text[YC_DATE_TEXT_SIZE];
  YcDate today, due;

  if (spec == NULL || spec->owed_days == 0 || self->counter == NULL)
    return NULL;
  today = yc_counter_get_today (self->counter);
  due = yc_date_add_days (&today, spec->owed_days);
  yc_date_to_text (&due, text);
  return g_strdup (text);
}

guint
yc_case_file_get_waiting (YcCaseFile *self)
{
  return yc_history_get_waiting (self->history);
}

static gint64
get_event_ms (YcCaseFile *self,
              const char *kind)
{
  const YcEvent *event = yc_case_find_event (self->c, kind);

  return event != NULL ? event->at.at_ms : 0;
}

/* Milliseconds since 1970 by the hub's clock; 0 for not yet. */
gint64
yc_case_file_get_opened_at (YcCaseFile *self)
{
  return get_event_ms (self, "case.open");
}

gint64
yc_case_file_get_received_at (YcCaseFile *self)
{
  return get_event_ms (self, "case.receive");
}

gint64
yc_case_file_get_decided_at (YcCaseFile *self)
{
  YcMoment finished = yc_case_get_finished_at (self->c);

  if (finished.at_ms != 0)
    return finished.at_ms;
  return yc_case_file_get_step (self, YC_STEP_DECISION) == YC_STEP_DONE
             ? get_event_ms (self, "decision.record") : 0;
}

/* The promise for the whole case, where the matter makes one; else that of the
 * longest module chosen; 0 where nothing is promised. */
guint
yc_case_file_get_promise_minutes (YcCaseFile *self)
{
  const YcPromise *promise;
  guint minutes = 0;
  YcCaseForm form;
  YcDate today;

  if (self->matter == NULL || self->counter == NULL)
    return 0;
  yc_case_form_init (&form, self->c);
  today = yc_counter_get_today (self->counter);
  promise = yc_matter_find_promise (self->matter, &form.form, &today);
  if (promise != NULL)
    return promise->minutes;
  for (guint i = 0; i < self->matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (self->matter->modules, i);

      if (yc_module_is_chosen (module, &form.form))
        minutes = MAX (minutes, module->promise_minutes);
    }
  return minutes;
}

static json_t *
value_to_json (const YcValue *value)
{
  if (value->type == YC_VALUE_INT)
    return json_integer (value->integer);
  return value->type == YC_VALUE_TEXT ? json_string (value->text) : json_null ();
}

static json_t *
fields_to_json (YcCase *c)
{
  g_auto (GStrv) paths = yc_case_list_fields (c);
  json_t *fields = json_object ();

  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = yc_case_get_field (c, *path);
      json_t *entry = json_object ();

      json_object_set_new (entry, "value", value_to_json (&field->value));
      json_object_set_new (entry, "source",
                           json_string (field->origin.source != NULL ? field->origin.source : ""));
      json_object_set_new (entry, "contested", json_boolean (yc_field_is_contested (field)));
      json_object_set_new (fields, *path, entry);
    }
  return fields;
}

static json_t *
events_to_json (YcCase *c)
{
  GPtrArray *events = yc_case_get_events (c);
  json_t *array = json_array ();

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      json_array_append_new (array, json_pack ("{s:s, s:s, s:s, s:s, s:s, s:I, s:b}",
                                               "kind", event->kind, "detail", event->detail,
                                               "by", event->by, "window", event->window,
                                               "outcome", yc_outcome_to_text (event->outcome),
                                               "at", (json_int_t) event->at.at_ms,
                                               "uncertain", event->at.uncertain));
    }
  return array;
}

char *
yc_case_file_dup_json (YcCaseFile *self)
{
  g_autoptr (json_t) json = json_object ();
  const char *code = yc_case_get_result (self->c, "registration", "credit-code");
  g_autofree char *id = yc_id_dup_text (&self->id);
  char *text, *copy;

  json_object_set_new (json, "id", json_string (id));
  json_object_set_new (json, "title", json_string (self->title));
  json_object_set_new (json, "number", json_string (yc_case_file_get_number (self)));
  json_object_set_new (json, "status", json_integer (yc_case_get_status (self->c)));
  json_object_set_new (json, "revision", json_integer (yc_case_get_revision (self->c)));
  if (code != NULL)
    json_object_set_new (json, "credit_code", json_string (code));
  json_object_set_new (json, "fields", fields_to_json (self->c));
  json_object_set_new (json, "events", events_to_json (self->c));
  text = json_dumps (json, JSON_INDENT (2) | JSON_SORT_KEYS);
  copy = g_strdup (text);
  free (text);
  return copy;
}
