/* yc-display.c: which page the applicant sees, and what is on it
 *
 *   covered (idle) > asked (consent, QR, rating, signature) > field > case (checklist, progress) > idle
 *
 * Each is set by whoever knows of it and taken away again; the page follows.
 * Nothing of one applicant stays for the next: when the case or the number
 * changes, what was asked is over, the field is gone, and type and language
 * are as they were in the beginning.
 */

#include "yc-display.h"

#include "yc-case-form.h"
#include "yc-case-verbs.h"
#include "yc-counter-private.h"
#include "yc-display-private.h"

#include <string.h>

#define TEXT_MAX 4096 /* bytes of anything shown */

struct _YcDisplay
{
  GObject parent_instance;

  char *hall;
  char *window;
  char *number;

  YcCaseFile *file; /* (nullable) */
  gulong changed_id;
  const char *now;
  const char *next;
  GListStore *items;
  GListStore *modules;

  char *field_path; /* (nullable) */
  char *field_label;
  char *field_value;
  char *notice;      /* (nullable) */

  YcDisplayPage asked; /* IDLE for nothing */
  char *person;
  char *text;
  char *qr;
  gint64 expires_ms;
  YcSigning *signing; /* (nullable) */
  gulong signing_id;

  gboolean english;
  gboolean large;
  gboolean covered;
};

G_DEFINE_FINAL_TYPE (YcDisplay, yc_display, G_TYPE_OBJECT)

enum
{
  CHANGED,
  CONSENTED,
  RATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed (YcDisplay *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
set_text (char       **where,
          const char  *text)
{
  g_autofree char *valid = NULL;

  if (g_strcmp0 (*where, text) == 0)
    return FALSE;
  valid = text != NULL ? g_utf8_make_valid (text, (gssize) strnlen (text, TEXT_MAX)) : NULL;
  g_free (*where);
  *where = g_steal_pointer (&valid);
  return TRUE;
}

/* Who is interrupted reads no more: time counts for what is on the display. */
static void
drop_signing (YcDisplay *self)
{
  if (self->signing == NULL)
    return;
  g_clear_signal_handler (&self->signing_id, self->signing);
  yc_signing_look_away (self->signing, g_get_monotonic_time () / 1000);
  g_clear_object (&self->signing);
}

static void
forget_question (YcDisplay *self)
{
  self->asked = YC_DISPLAY_IDLE;
  drop_signing (self);
  set_text (&self->person, NULL);
  set_text (&self->text, NULL);
  set_text (&self->qr, NULL);
  self->expires_ms = 0;
}

static void
forget_person (YcDisplay *self)
{
  forget_question (self);
  set_text (&self->field_path, NULL);
  set_text (&self->field_label, NULL);
  set_text (&self->field_value, NULL);
  set_text (&self->notice, NULL);
  self->english = FALSE;
  self->large = FALSE;
}

/* --- the case --------------------------------------------------------------- */

static YcDisplayState
get_item_state (const YcItem *item)
{
  if (item == NULL || g_str_equal (item->state, "missing"))
    return YC_DISPLAY_OPEN;
  return g_str_equal (item->state, "owed") ? YC_DISPLAY_RUNNING : YC_DISPLAY_DONE;
}

static void
fill_items (YcDisplay      *self,
            const YcMatter *matter,
            const YcForm   *form,
            const YcDate   *today)
{
  for (guint i = 0; matter != NULL && i < matter->items->len; i++)
    {
      const YcItemSpec *spec = g_ptr_array_index (matter->items, i);
      const YcItem *item = yc_case_get_item (yc_case_file_get_case (self->file), spec->id);
      g_autofree char *key = g_strconcat ("item.", spec->id, NULL);

      if (yc_item_spec_is_needed (spec, form, today))
        yc_display_add_item (self->items, key, spec->label, item != NULL ? item->due : NULL, get_item_state (item));
    }
}

static YcDisplayState
get_module_state (const YcModuleProgress *progress)
{
  if (progress == NULL)
    return YC_DISPLAY_OPEN;
  switch (progress->state)
    {
    case YC_MODULE_DONE:
      return YC_DISPLAY_DONE;
    case YC_MODULE_STARTED:
    case YC_MODULE_ACKNOWLEDGED:
      return YC_DISPLAY_RUNNING;
    case YC_MODULE_CORRECTION:
    case YC_MODULE_REFUSED:
      return YC_DISPLAY_TROUBLE;
    case YC_MODULE_WAITING:
    case YC_MODULE_DROPPED:
    default:
      return YC_DISPLAY_OPEN;
    }
}

/* Registration has no office to start it: it runs from acceptance on. */
static YcDisplayState
get_state_of (YcCase         *c,
              const YcModule *module)
{
  const YcModuleProgress *progress = yc_case_get_module (c, module->id);

  if (progress == NULL && module->office == NULL && yc_case_get_status (c) == YC_CASE_RECEIVED)
    return YC_DISPLAY_RUNNING;
  return get_module_state (progress);
}

static void
fill_modules (YcDisplay      *self,
              const YcMatter *matter,
              const YcForm   *form)
{
  YcCase *c = yc_case_file_get_case (self->file);

  for (guint i = 0; matter != NULL && i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);
      const YcModuleProgress *progress = yc_case_get_module (c, module->id);
      g_autofree char *key = g_strconcat ("module.", module->id, NULL);

      if (yc_module_is_chosen (module, form) && (progress == NULL || progress->state != YC_MODULE_DROPPED))
        yc_display_add_item (self->modules, key, module->label, NULL, get_state_of (c, module));
    }
}

static void
say (YcDisplay  *self,
     const char *now,
     const char *next)
{
  self->now = now;
  self->next = next;
}

static gboolean
any_is (GListStore     *list,
        YcDisplayState  state)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (YcDisplayItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (yc_display_item_get_state (item) == state)
        return TRUE;
    }
  return FALSE;
}

/* Whether something follows the registration. */
static gboolean
has_more (YcDisplay *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->modules)) > 1;
}

/* What happens now, and what comes next, as keys of words. */
static void
tell_course (YcDisplay *self)
{
  switch (yc_case_get_status (yc_case_file_get_case (self->file)))
    {
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
      say (self, yc_case_file_count_missing (self->file) > 0 ? "now.form" : "now.check", "next.submit");
      break;
    case YC_CASE_SUBMITTED:
    case YC_CASE_RECEIVED:
      say (self, "now.decision", has_more (self) ? "next.modules" : "next.handover");
      break;
    case YC_CASE_RETURNED:
      say (self, "now.correction", "next.submit");
      break;
    case YC_CASE_APPROVED:
      if (any_is (self->modules, YC_DISPLAY_TROUBLE))
        say (self, "now.correction", "next.modules");
      else if (any_is (self->modules, YC_DISPLAY_RUNNING) || any_is (self->modules, YC_DISPLAY_OPEN))
        say (self, "now.modules", "next.handover");
      else
        say (self, "now.handover", "next.rating");
      break;
    case YC_CASE_DONE:
      if (yc_case_file_get_step (self->file, YC_STEP_RESULT) == YC_STEP_DONE)
        say (self, "now.end", "next.rating");
      else
        say (self, "now.handover", "next.rating");
      break;
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
    default:
      say (self, "now.refused", "next.remedies");
      break;
    }
}

static void
case_changed_cb (YcDisplay *self)
{
  YcCounter *counter = yc_case_file_get_counter (self->file);
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  YcCaseForm form;
  YcDate today;

  g_list_store_remove_all (self->items);
  g_list_store_remove_all (self->modules);
  if (counter != NULL)
    {
      yc_case_form_init (&form, yc_case_file_get_case (self->file));
      today = yc_counter_get_today (counter);
      fill_items (self, matter, &form.form, &today);
      fill_modules (self, matter, &form.form);
    }
  tell_course (self);
  changed (self);
}

static void
drop_case (YcDisplay *self)
{
  if (self->file == NULL)
    return;
  g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_list_store_remove_all (self->items);
  g_list_store_remove_all (self->modules);
}

/* --- the class -------------------------------------------------------------- */

static void
yc_display_dispose (GObject *object)
{
  YcDisplay *self = YC_DISPLAY (object);

  drop_case (self);
  drop_signing (self);
  G_OBJECT_CLASS (yc_display_parent_class)->dispose (object);
}

static void
yc_display_finalize (GObject *object)
{
  YcDisplay *self = YC_DISPLAY (object);

  g_clear_object (&self->items);
  g_clear_object (&self->modules);
  g_free (self->hall);
  g_free (self->window);
  g_free (self->number);
  g_free (self->field_path);
  g_free (self->field_label);
  g_free (self->field_value);
  g_free (self->notice);
  g_free (self->person);
  g_free (self->text);
  g_free (self->qr);
  G_OBJECT_CLASS (yc_display_parent_class)->finalize (object);
}

static void
yc_display_class_init (YcDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_display_dispose;
  object_class->finalize = yc_display_finalize;

  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[CONSENTED] = g_signal_new ("consented", YC_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[RATED] = g_signal_new ("rated", YC_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
}

static void
yc_display_init (YcDisplay *self)
{
  self->items = g_list_store_new (YC_TYPE_DISPLAY_ITEM);
  self->modules = g_list_store_new (YC_TYPE_DISPLAY_ITEM);
  say (self, "now.form", "next.submit");
}

YcDisplay *
yc_display_new (void)
{
  return g_object_new (YC_TYPE_DISPLAY, NULL);
}

YcDisplayPage
yc_display_get_page (YcDisplay *self)
{
  YcCaseStatus status;

  g_return_val_if_fail (YC_IS_DISPLAY (self), YC_DISPLAY_IDLE);

  if (self->covered)
    return YC_DISPLAY_IDLE;
  if (self->asked != YC_DISPLAY_IDLE)
    return self->asked;
  if (self->file == NULL)
    return YC_DISPLAY_IDLE;
  if (self->field_path != NULL)
    return YC_DISPLAY_FIELD;
  status = yc_case_get_status (yc_case_file_get_case (self->file));
  return status == YC_CASE_NEW || status == YC_CASE_DRAFT ? YC_DISPLAY_CHECK : YC_DISPLAY_PROGRESS;
}

void
yc_display_set_covered (YcDisplay *self,
                        gboolean   covered)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  if (self->covered == covered)
    return;
  self->covered = covered;
  changed (self);
}

gboolean
yc_display_is_covered (YcDisplay *self)
{
  g_return_val_if_fail (YC_IS_DISPLAY (self), FALSE);

  return self->covered;
}

void
yc_display_set_place (YcDisplay  *self,
                      const char *hall,
                      const char *window,
                      const char *number)
{
  gboolean other;

  g_return_if_fail (YC_IS_DISPLAY (self));

  if (g_strcmp0 (self->number, number) != 0)
    forget_person (self);
  other = set_text (&self->hall, hall);
  other = set_text (&self->window, window) || other;
  other = set_text (&self->number, number) || other;
  if (other)
    changed (self);
}

void
yc_display_set_case (YcDisplay  *self,
                     YcCaseFile *file)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  if (self->file == file)
    return;
  drop_case (self);
  forget_person (self);
  if (file == NULL)
    {
      changed (self);
      return;
    }
  self->file = g_object_ref (file);
  self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (case_changed_cb), self);
  case_changed_cb (self);
}

void
yc_display_set_field (YcDisplay  *self,
                      const char *path,
                      const char *label,
                      const char *value,
                      YcMask      mask)
{
  g_autofree char *masked = NULL;
  gboolean other;

  g_return_if_fail (YC_IS_DISPLAY (self));

  if (g_strcmp0 (path, self->field_path) != 0)
    set_text (&self->notice, NULL);
  if (mask != YC_MASK_NONE)
    masked = yc_mask_dup_text (mask, value);
  other = set_text (&self->field_path, path);
  other = set_text (&self->field_label, label) || other;
  other = set_text (&self->field_value, masked != NULL ? masked : value) || other;
  if (other)
    changed (self);
}

void
yc_display_set_notice (YcDisplay  *self,
                       const char *notice)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  if (set_text (&self->notice, notice))
    changed (self);
}

void
yc_display_ask_consent (YcDisplay  *self,
                        const char *person,
                        const char *text)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  forget_question (self);
  self->asked = YC_DISPLAY_CONSENT;
  set_text (&self->person, person);
  set_text (&self->text, text);
  changed (self);
}

void
yc_display_show_qr (YcDisplay  *self,
                    const char *content,
                    const char *person,
                    gint64      expires_ms)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  forget_question (self);
  self->asked = YC_DISPLAY_QR;
  set_text (&self->qr, content);
  set_text (&self->person, person);
  self->expires_ms = expires_ms;
  changed (self);
}

void
yc_display_ask_rating (YcDisplay *self)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  forget_question (self);
  self->asked = YC_DISPLAY_RATING;
  changed (self);
}

/* Which page a signing makes. One that was declined is over. */
static void
signing_changed_cb (YcDisplay *self)
{
  switch (yc_signing_get_state (self->signing))
    {
    case YC_SIGNING_READING:
      self->asked = YC_DISPLAY_READING;
      break;
    case YC_SIGNING_WRITING:
    case YC_SIGNING_KEEPING:
      self->asked = YC_DISPLAY_WRITING;
      break;
    case YC_SIGNING_DONE:
      self->asked = YC_DISPLAY_SIGNED;
      break;
    case YC_SIGNING_DECLINED:
    default:
      forget_question (self);
      break;
    }
  changed (self);
}

void
yc_display_ask_signature (YcDisplay *self,
                          YcSigning *signing)
{
  g_return_if_fail (YC_IS_DISPLAY (self));
  g_return_if_fail (YC_IS_SIGNING (signing));

  forget_question (self);
  self->signing = g_object_ref (signing);
  self->signing_id = g_signal_connect_swapped (signing, "changed", G_CALLBACK (signing_changed_cb), self);
  set_text (&self->person, yc_signing_get_name (signing));
  signing_changed_cb (self);
}

/* Returns: (transfer none) (nullable) */
YcSigning *
yc_display_get_signing (YcDisplay *self)
{
  g_return_val_if_fail (YC_IS_DISPLAY (self), NULL);

  return self->signing;
}

void
yc_display_stop_asking (YcDisplay *self)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  if (self->asked == YC_DISPLAY_IDLE)
    return;
  forget_question (self);
  changed (self);
}

void
yc_display_consent (YcDisplay *self,
                    gboolean   yes)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  if (self->asked != YC_DISPLAY_CONSENT)
    return;
  forget_question (self);
  changed (self);
  g_signal_emit (self, signals[CONSENTED], 0, yes);
}

/* Thanks are shown until the next person, or until something else is asked. */
void
yc_display_rate (YcDisplay  *self,
                 int         score,
                 const char *text)
{
  g_return_if_fail (YC_IS_DISPLAY (self));
  g_return_if_fail (score >= 1 && score <= 5);

  if (self->asked != YC_DISPLAY_RATING)
    return;
  forget_question (self);
  self->asked = YC_DISPLAY_THANKS;
  changed (self);
  g_signal_emit (self, signals[RATED], 0, score, text != NULL ? text : "");
}

void
yc_display_set_english (YcDisplay *self,
                        gboolean   english)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  self->english = english;
  changed (self);
}

void
yc_display_set_large (YcDisplay *self,
                      gboolean   large)
{
  g_return_if_fail (YC_IS_DISPLAY (self));

  self->large = large;
  changed (self);
}

gboolean
yc_display_get_english (YcDisplay *self)
{
  return self->english;
}

gboolean
yc_display_get_large (YcDisplay *self)
{
  return self->large;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* None of these gives NULL: what is not there is "". */
const char *
yc_display_get_hall (YcDisplay *self)
{
  return or_empty (self->hall);
}

const char *
yc_display_get_window (YcDisplay *self)
{
  return or_empty (self->window);
}

const char *
yc_display_get_number (YcDisplay *self)
{
  return or_empty (self->number);
}

const char *
yc_display_get_title (YcDisplay *self)
{
  return self->file != NULL && !self->covered ? yc_case_file_get_title (self->file) : "";
}

const char *
yc_display_get_now (YcDisplay *self)
{
  return self->now;
}

const char *
yc_display_get_next (YcDisplay *self)
{
  return self->next;
}

GListModel *
yc_display_get_items (YcDisplay *self)
{
  return G_LIST_MODEL (self->items);
}

GListModel *
yc_display_get_modules (YcDisplay *self)
{
  return G_LIST_MODEL (self->modules);
}

const char *
yc_display_get_notice (YcDisplay *self)
{
  return or_empty (self->notice);
}

const char *
yc_display_get_field_path (YcDisplay *self)
{
  return or_empty (self->field_path);
}

const char *
yc_display_get_field_label (YcDisplay *self)
{
  return or_empty (self->field_label);
}

const char *
yc_display_get_field_value (YcDisplay *self)
{
  return or_empty (self->field_value);
}

const char *
yc_display_get_person (YcDisplay *self)
{
  return or_empty (self->person);
}

const char *
yc_display_get_text (YcDisplay *self)
{
  return or_empty (self->text);
}

const char *
yc_display_get_qr (YcDisplay *self)
{
  return or_empty (self->qr);
}

gint64
yc_display_get_expires (YcDisplay *self)
{
  return self->expires_ms;
}
