/* yc-case-signing.c: reading and signing the papers of a case
 *
 *   store ── bytes ──▶ pages ──▶ signing, on the display
 *                                  │ "I have read it" ──▶ document.read
 *                                  │ name finished    ──▶ strokes, record and
 *                                  ▼                      sealed file into the store,
 *                                 done                    then signature.add
 *
 * Where the paper has fields for who signs, their ink and the record go into it
 * by an increment that the desk's key seals: the bytes that were read stay as
 * they were, byte by byte, at its beginning. A paper without fields is signed
 * too: by digest, beside it.
 *
 * The reading is a fact of its own and on disk before the signature is asked
 * for: it happened, whether they sign or not. Files go into the store before
 * the op that names them, so that an op never names what was lost.
 */

#include "yc-case-signing.h"

#include "yc-case-form.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-evidence-wire.h"
#include "yc-ink-wire.h"
#include "yc-pdf-signing.h"
#include "yc-sign-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ASKED "yc-asked"
#define TOLERANCE_UM 50 /* of the curves in the paper; the handwriting itself is beside it */
#define REASON "签名"

/* What a signing is about. */
typedef struct
{
  YcCaseFile *file;
  YcId document;
  char *person;
  gint64 shown_ms;
  gint64 read_ms;
  gboolean read_asked;   /* document.read was begun */
  gboolean read_stored;  /* and is on disk */
  GError *read_error;    /* or could not be */
  gboolean wants_keep;   /* they have signed, and the reading is still being stored */
} Asked;

/* A signature on its way into the store. */
typedef struct
{
  YcSigning *signing;
  Asked *asked; /* the signing's */
  YcInk *ink;
  gint64 *dwell_ms;
  guint pages;
  char *kind;
  char *title;
  char *name;
  char *sha256;
  char *method;
  char *identified_by;
  char *confirmed_by; /* (nullable) */
  char *operator_code;
  char *window;
  char *desk;
  YcEvidence evidence; /* of what is above */
  GBytes *strokes;
  GBytes *record;
  GBytes *paper;       /* as it was read */
  GBytes *result;      /* (nullable): with the signature in it */
  YcPdfSigner *sealer; /* (nullable): until it is there */
  GStrv fields;        /* of the person, where the paper has them */
  char *strokes_sha256;
  char *record_sha256;
  char *result_sha256; /* (nullable) */
} Keep;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->file);
  g_free (asked->person);
  g_clear_error (&asked->read_error);
  g_free (asked);
}

static void
keep_free (Keep *keep)
{
  g_object_unref (keep->signing);
  yc_ink_free (keep->ink);
  g_free (keep->dwell_ms);
  g_free (keep->kind);
  g_free (keep->title);
  g_free (keep->name);
  g_free (keep->sha256);
  g_free (keep->method);
  g_free (keep->identified_by);
  g_free (keep->confirmed_by);
  g_free (keep->operator_code);
  g_free (keep->window);
  g_free (keep->desk);
  g_clear_pointer (&keep->strokes, g_bytes_unref);
  g_clear_pointer (&keep->record, g_bytes_unref);
  g_clear_pointer (&keep->paper, g_bytes_unref);
  g_clear_pointer (&keep->result, g_bytes_unref);
  g_clear_object (&keep->sealer);
  g_strfreev (keep->fields);
  g_free (keep->result_sha256);
  g_free (keep->strokes_sha256);
  g_free (keep->record_sha256);
  g_free (keep);
}

/* --- which signatures ------------------------------------------------------------- */

void
yc_sign_line_free (gpointer line)
{
  YcSignLine *self = line;

  g_free (self->person);
  g_free (self->name);
  g_free (self);
}

/* The newest signature of @person on any paper of @kind: of an older text too. */
static const YcSignature *
find_any_signature (YcCase     *c,
                    const char *kind,
                    const char *person)
{
  GPtrArray *signatures = yc_case_get_signatures (c);

  for (guint i = signatures->len; i > 0; i--)
    {
      const YcSignature *signature = g_ptr_array_index (signatures, i - 1);
      const YcDocument *document = yc_case_find_document (c, &signature->document);

      if (document != NULL && g_strcmp0 (document->kind, kind) == 0 && g_strcmp0 (signature->person, person) == 0)
        return signature;
    }
  return NULL;
}

static gboolean
shows_contested (YcCase           *c,
                 const YcDocument *document)
{
  g_auto (GStrv) contested = yc_case_list_contested (c);

  for (char **path = contested; *path != NULL; path++)
    if (yc_document_shows (document, *path))
      return TRUE;
  return FALSE;
}

static YcSignState
find_state (YcCase           *c,
            const YcSignLine *line)
{
  const YcSignature *signature = line->signature;

  if (line->document == NULL)
    return YC_SIGN_NO_PAPER;
  if (signature != NULL && yc_id_equal (&signature->document, &line->document->id))
    return yc_case_signature_is_current (c, signature) ? YC_SIGN_SIGNED : YC_SIGN_OLD;
  if (!yc_case_document_is_current (c, line->document))
    return YC_SIGN_OUT_OF_DATE;
  if (shows_contested (c, line->document))
    return YC_SIGN_CONTESTED;
  return *line->name != '\0' && yc_case_get_identity (c, line->person) != NULL ? YC_SIGN_READY : YC_SIGN_NOBODY;
}

static void
add_lines (YcCaseFile          *self,
           const YcSignedPaper *spec,
           const YcForm        *form,
           const YcDate        *today,
           GPtrArray           *lines)
{
  YcCase *c = yc_case_file_get_case (self);
  g_auto (GStrv) persons = yc_matter_list_paper_signers (yc_case_file_get_matter (self), spec, form, today);

  for (char **person = persons; *person != NULL; person++)
    {
      YcSignLine *line = g_new0 (YcSignLine, 1);
      const char *name = yc_case_file_get_person_text (self, *person, "name");

      line->spec = spec;
      line->document = yc_case_find_newest_document (c, spec->paper);
      line->person = g_strdup (*person);
      line->name = g_strdup (name != NULL ? name : "");
      line->signature = line->document != NULL ? yc_case_find_signature (c, &line->document->id, *person) : NULL;
      if (line->signature == NULL)
        line->signature = find_any_signature (c, spec->paper, *person);
      line->state = find_state (c, line);
      g_ptr_array_add (lines, line);
    }
}

GPtrArray *
yc_case_file_list_sign_lines (YcCaseFile *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (yc_sign_line_free);
  const YcMatter *matter;
  YcCaseForm form;
  YcDate today;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  matter = yc_case_file_get_matter (self);
  if (matter == NULL || yc_case_file_get_counter (self) == NULL)
    return lines;
  yc_case_form_init (&form, yc_case_file_get_case (self));
  today = yc_counter_get_today (yc_case_file_get_counter (self));
  for (guint i = 0; i < matter->signatures->len; i++)
    {
      const YcSignedPaper *spec = g_ptr_array_index (matter->signatures, i);

      if (yc_signed_paper_is_needed (spec, &form.form, &today))
        add_lines (self, spec, &form.form, &today, lines);
    }
  return lines;
}

guint
yc_case_file_count_unsigned (YcCaseFile *self)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_sign_lines (self);
  guint count = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);

      count += line->spec->required && line->state != YC_SIGN_SIGNED;
    }
  return count;
}

/* --- keeping a signature ------------------------------------------------------------ */

static Asked *
get_asked (YcSigning *signing)
{
  return g_object_get_data (G_OBJECT (signing), ASKED);
}

static gint64
get_now (Asked *asked)
{
  return yc_counter_now (yc_case_file_get_counter (asked->file)).at_ms;
}

/* @error: (nullable): freed here */
static void
end_keep (Keep   *keep,
          GError *error)
{
  yc_signing_finish (keep->signing, error != NULL ? error->message : NULL);
  g_clear_error (&error);
  keep_free (keep);
}

static void
signature_stored_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  GError *error = NULL;

  yc_case_file_finish (YC_CASE_FILE (source), result, &error);
  end_keep (data, error);
}

static void
add_file (YcOp       *op,
          const char *file,
          const char *sha256,
          GBytes     *bytes)
{
  YcRecord *item = yc_body_add_item (op->body);

  yc_record_set_text (item, "file", file);
  yc_record_set_text (item, "sha256", sha256);
  yc_record_set_int (item, "size", (gint64) g_bytes_get_size (bytes));
}

static void
append_signature (Keep *keep)
{
  Asked *asked = keep->asked;
  g_autofree char *document = yc_id_dup_text (&asked->document);

  YcOp *op = yc_case_file_create_text_op (asked->file, "signature.add", "document", document, "person", asked->person,
                                          "name", keep->name, "sha256", keep->sha256, "device",
                                          yc_ink_device_to_text (yc_ink_get_device (keep->ink)), NULL);

  add_file (op, YC_SIGN_FILE_STROKES, keep->strokes_sha256, keep->strokes);
  add_file (op, YC_SIGN_FILE_EVIDENCE, keep->record_sha256, keep->record);
  if (keep->result != NULL)
    add_file (op, YC_SIGN_FILE_RESULT, keep->result_sha256, keep->result);
  yc_case_file_append_judged_one (asked->file, op, signature_stored_cb, keep);
}

static void
result_stored_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  Keep *keep = data;
  GError *error = NULL;

  keep->result_sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);
  if (keep->result_sha256 == NULL)
    end_keep (keep, error);
  else
    append_signature (keep);
}

static void
record_stored_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  Keep *keep = data;
  GError *error = NULL;

  keep->record_sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);
  if (keep->record_sha256 == NULL)
    end_keep (keep, error);
  else if (keep->result == NULL)
    append_signature (keep);
  else
    yc_store_add_blob_async (YC_STORE (source), keep->result, "paper", YC_STORE_BLOB_ANNOUNCED, get_now (keep->asked),
                             result_stored_cb, keep);
}

static void
strokes_stored_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  Keep *keep = data;
  GError *error = NULL;

  g_free (keep->strokes_sha256);
  keep->strokes_sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);
  if (keep->strokes_sha256 == NULL)
    end_keep (keep, error);
  else
    yc_store_add_blob_async (YC_STORE (source), keep->record, "evidence", YC_STORE_BLOB_ANNOUNCED, get_now (keep->asked),
                             record_stored_cb, keep);
}

static void
records_made_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Keep *keep = data;
  YcCounter *counter = yc_case_file_get_counter (keep->asked->file);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    end_keep (keep, error);
  else
    yc_store_add_blob_async (counter->store, keep->strokes, "strokes", YC_STORE_BLOB_ANNOUNCED, get_now (keep->asked),
                             strokes_stored_cb, keep);
}

/* No more curves than a paper takes, however long somebody wrote. */
static GArray *
fit_curves (const YcInk *ink)
{
  guint tolerance_um = TOLERANCE_UM;
  GArray *curves = yc_ink_fit (ink, tolerance_um);

  while (curves->len > YC_PDF_INK_CURVES_MAX && tolerance_um < YC_INK_TOLERANCE_UM_MAX)
    {
      tolerance_um = MIN (2 * tolerance_um, YC_INK_TOLERANCE_UM_MAX);
      g_array_unref (curves);
      curves = yc_ink_fit (ink, tolerance_um);
    }
  return curves;
}

/* Into every field of theirs that the paper has; one that is not there is
 * nothing wrong. */
static gboolean
seal (Keep    *keep,
      GError **error)
{
  g_autoptr (GArray) curves = fit_curves (keep->ink);

  for (char **field = keep->fields; *field != NULL; field++)
    {
      g_autofree char *plain = g_strdelimit (g_strdup (*field), "/#", '-');
      g_autofree char *evidence_name = g_strdup_printf ("evidence%s.json", plain); /* a file's name, no path */
      const YcPdfSigningOptions options = {
        .field = *field,
        .name = keep->name,
        .time_s = keep->evidence.signed_ms / 1000,
        .offset_minutes = YC_COUNTER_ZONE_MINUTES,
        .reason = REASON,
        .ink = curves,
        .evidence = keep->record,
        .evidence_name = evidence_name,
      };
      g_autoptr (GError) local_error = NULL;
      GBytes *sealed = yc_pdf_sign (keep->result != NULL ? keep->result : keep->paper, &options, keep->sealer, NULL,
                                    &local_error);

      if (sealed == NULL && !g_error_matches (local_error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (sealed == NULL)
        continue;
      g_clear_pointer (&keep->result, g_bytes_unref);
      keep->result = sealed;
    }
  return TRUE;
}

/* On the worker: handwriting may be long. */
static void
make_records_cb (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Keep *keep = data;
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];
  GError *error = NULL;

  keep->strokes = yc_ink_write (keep->ink);
  yc_sha256_bytes (keep->strokes, hash);
  yc_sha256_to_text (hash, text);
  keep->strokes_sha256 = g_strdup (text);
  keep->evidence.strokes = keep->strokes_sha256;
  keep->record = yc_evidence_write (&keep->evidence);
  if (seal (keep, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
fill_evidence (Keep *keep)
{
  Asked *asked = keep->asked;
  YcCounter *counter = yc_case_file_get_counter (asked->file);
  YcMoment now = yc_counter_now (counter);
  const YcIdentity *identity = yc_case_get_identity (yc_case_file_get_case (asked->file), asked->person);

  keep->evidence = (YcEvidence) {
    .stream = *yc_case_file_get_id (asked->file),
    .document = asked->document,
    .kind = keep->kind,
    .title = keep->title,
    .sha256 = keep->sha256,
    .person = asked->person,
    .name = keep->name,
    .method = keep->method,
    .identified_by = keep->identified_by,
    .identified_ms = identity != NULL ? identity->at.at_ms : 0,
    .confirmed_by = keep->confirmed_by,
    .operator_code = keep->operator_code,
    .window = keep->window,
    .desk = keep->desk,
    .ink = keep->ink,
    .shown_ms = asked->shown_ms,
    .read_ms = asked->read_ms,
    .signed_ms = now.at_ms,
    .dwell_ms = keep->dwell_ms,
    .pages = keep->pages,
    .uncertain = now.uncertain,
  };
}

/* Who is a shareholder and the legal representative too signs at both places. */
static GStrv
list_fields (YcCaseFile *file,
             const char *person)
{
  const char *name = yc_case_file_get_person_text (file, person, "name");
  const char *number = yc_case_file_get_person_text (file, person, "number");
  g_auto (GStrv) persons = yc_case_file_list_persons (file);
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();

  for (char **other = persons; *other != NULL; other++)
    if (g_strcmp0 (yc_case_file_get_person_text (file, *other, "name"), name) == 0 &&
        g_strcmp0 (yc_case_file_get_person_text (file, *other, "number"), number) == 0)
      for (guint nth = 0; nth < YC_SIGN_FIELDS_MAX; nth++)
        {
          g_autofree char *field = yc_sign_dup_field_name (*other, nth);

          g_strv_builder_add (fields, field);
        }
  return g_strv_builder_end (fields);
}

/* Everything is copied: the case may be folded anew while the worker writes. */
static Keep *
create_keep (YcSigning *signing)
{
  Keep *keep = g_new0 (Keep, 1);
  Asked *asked = get_asked (signing);
  YcCase *c = yc_case_file_get_case (asked->file);
  YcCounter *counter = yc_case_file_get_counter (asked->file);
  const YcIdentity *identity = yc_case_get_identity (c, asked->person);
  const YcDocument *document = yc_case_find_document (c, &asked->document);

  keep->signing = g_object_ref (signing);
  keep->asked = asked;
  keep->ink = yc_ink_copy (yc_signing_get_ink (signing));
  keep->pages = yc_pdf_pages_get_count (yc_signing_get_pages (signing));
  keep->dwell_ms = g_new0 (gint64, keep->pages);
  for (guint i = 0; i < keep->pages; i++)
    keep->dwell_ms[i] = yc_signing_get_seen (signing, i).dwell_ms;
  keep->kind = g_strdup (document != NULL ? document->kind : "");
  keep->title = g_strdup (yc_signing_get_title (signing));
  keep->name = g_strdup (yc_signing_get_name (signing));
  keep->sha256 = g_strdup (yc_pdf_pages_get_sha256 (yc_signing_get_pages (signing)));
  keep->method = g_strdup (identity != NULL ? identity->method : NULL);
  keep->identified_by = g_strdup (identity != NULL ? identity->by : NULL);
  keep->confirmed_by = g_strdup (identity != NULL ? identity->confirmed_by : NULL);
  keep->operator_code = g_strdup (yc_counter_get_operator_code (counter));
  keep->window = g_strdup (yc_counter_get_window (counter));
  keep->desk = g_strdup (counter->device);
  keep->paper = g_bytes_ref (yc_pdf_pages_get_bytes (yc_signing_get_pages (signing)));
  keep->fields = list_fields (asked->file, asked->person);
  fill_evidence (keep);
  return keep;
}

static void
sealer_ready_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Keep *keep = data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  keep->sealer = yc_counter_get_sealer_finish (YC_COUNTER (source), result, &error);
  if (keep->sealer == NULL)
    {
      end_keep (keep, error);
      return;
    }
  task = g_task_new (NULL, NULL, records_made_cb, keep);
  g_task_set_task_data (task, keep, NULL);
  yc_worker_run (yc_counter_get_pdf_worker (YC_COUNTER (source)), task, make_records_cb);
}

static void
keep_signature (YcSigning *signing)
{
  Asked *asked = get_asked (signing);

  asked->wants_keep = FALSE;
  if (asked->read_error != NULL)
    {
      yc_signing_finish (signing, asked->read_error->message);
      return;
    }
  yc_counter_get_sealer_async (yc_case_file_get_counter (asked->file), sealer_ready_cb, create_keep (signing));
}

/* --- storing the reading ------------------------------------------------------------ */

static void
read_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (YcSigning) signing = data;
  Asked *asked = get_asked (signing);

  asked->read_stored = yc_case_file_finish (YC_CASE_FILE (source), result, &asked->read_error);
  if (asked->wants_keep)
    keep_signature (signing);
}

static YcOp *
create_read_op (YcSigning *signing)
{
  Asked *asked = get_asked (signing);
  YcPdfPages *pages = yc_signing_get_pages (signing);
  g_autofree char *document = yc_id_dup_text (&asked->document);
  YcOp *op = yc_case_file_create_text_op (asked->file, "document.read", "document", document, "person", asked->person,
                                          "sha256", yc_pdf_pages_get_sha256 (pages), NULL);
  guint count = yc_pdf_pages_get_count (pages);
  gint64 sum_ms = 0;

  for (guint i = 0; i < count; i++)
    {
      YcRecord *item = yc_body_add_item (op->body);

      yc_record_set_int (item, "page", i + 1);
      yc_record_set_int (item, "dwell_ms", yc_signing_get_seen (signing, i).dwell_ms);
      sum_ms += yc_signing_get_seen (signing, i).dwell_ms;
    }
  yc_record_set_int (op->body->record, "pages", count);
  yc_record_set_int (op->body->record, "dwell_ms", sum_ms);
  return op;
}

static void
changed_cb (YcSigning *signing)
{
  Asked *asked = get_asked (signing);

  if (asked->read_asked || yc_signing_get_state (signing) != YC_SIGNING_WRITING ||
      yc_case_file_get_counter (asked->file) == NULL)
    return;
  asked->read_asked = TRUE;
  asked->read_ms = get_now (asked);
  yc_case_file_append_judged_one (asked->file, create_read_op (signing), read_stored_cb, g_object_ref (signing));
}

static void
signed_cb (YcSigning *signing)
{
  Asked *asked = get_asked (signing);

  if (yc_case_file_get_counter (asked->file) == NULL)
    yc_signing_finish (signing, _("This desk is being closed"));
  else if (asked->read_stored || asked->read_error != NULL)
    keep_signature (signing);
  else
    asked->wants_keep = TRUE;
}

/* --- beginning ---------------------------------------------------------------------- */

typedef struct
{
  YcId document;
  char *person;
  char *name;
  char *title;
  char *sha256;
} Begin;

static void
begin_free (gpointer data)
{
  Begin *begin = data;

  g_free (begin->person);
  g_free (begin->name);
  g_free (begin->title);
  g_free (begin->sha256);
  g_free (begin);
}

static YcSigning *
create_signing (YcCaseFile  *self,
                const Begin *begin,
                YcPdfPages  *pages)
{
  YcSigning *signing = yc_signing_new (pages, begin->title, begin->name);
  Asked *asked = g_new0 (Asked, 1);

  asked->file = g_object_ref (self);
  asked->document = begin->document;
  asked->person = g_strdup (begin->person);
  asked->shown_ms = get_now (asked);
  g_object_set_data_full (G_OBJECT (signing), ASKED, asked, asked_free);
  g_signal_connect (signing, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (signing, "signed", G_CALLBACK (signed_cb), NULL);
  return signing;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GTask) task = data;
  const Begin *begin = g_task_get_task_data (task);
  YcCaseFile *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (YcPdfPages) pages = yc_pdf_pages_open_finish (result, &error);

  if (pages == NULL)
    g_task_return_error (task, error);
  else if (yc_case_file_get_counter (self) == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s", _("This desk is being closed"));
  else
    g_task_return_pointer (task, create_signing (self, begin, pages), g_object_unref);
}

static void
bytes_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (GTask) task = data;
  YcCounter *counter = YC_COUNTER (source);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = yc_counter_read_file_finish (counter, result, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    yc_pdf_pages_open_async (yc_counter_get_pdf_worker (counter), bytes, NULL, opened_cb, g_object_ref (task));
}

static const char *
get_words (YcSignState state)
{
  switch (state)
    {
    case YC_SIGN_NO_PAPER:
      return _("This paper has not been made yet");
    case YC_SIGN_OUT_OF_DATE:
    case YC_SIGN_OLD:
      return _("The paper says something else than the form by now: make it anew first");
    case YC_SIGN_CONTESTED:
      return _("Two values stand against each other: choose one first");
    case YC_SIGN_NOBODY:
      return _("Who signs must be identified first (F2)");
    case YC_SIGN_SIGNED:
      return _("They have signed this paper already");
    case YC_SIGN_READY:
    default:
      return NULL;
    }
}

static const YcSignLine *
find_line (GPtrArray  *lines,
           const YcId *document,
           const char *person)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);

      if (line->document != NULL && yc_id_equal (&line->document->id, document) && g_str_equal (line->person, person))
        return line;
    }
  return NULL;
}

static Begin *
create_begin (YcCaseFile       *self,
              const YcSignLine *line)
{
  Begin *begin = g_new0 (Begin, 1);

  begin->document = line->document->id;
  begin->person = g_strdup (line->person);
  begin->name = g_strdup (line->name);
  begin->title = g_strdup (line->document->title);
  begin->sha256 = g_strdup (yc_case_get_document_sha256 (yc_case_file_get_case (self), line->document));
  return begin;
}

void
yc_case_file_begin_signing_async (YcCaseFile          *self,
                                  const YcId          *document,
                                  const char          *person,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) lines = yc_case_file_list_sign_lines (self);
  const YcSignLine *line = find_line (lines, document, person);
  YcCounter *counter = yc_case_file_get_counter (self);
  Begin *begin;

  g_task_set_source_tag (task, yc_case_file_begin_signing_async);
  if (line == NULL || counter == NULL || get_words (line->state) != NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s",
                               line != NULL && counter != NULL ? get_words (line->state)
                                                               : _("Nobody is to sign this paper"));
      return;
    }
  begin = create_begin (self, line);
  g_task_set_task_data (task, begin, begin_free);
  yc_counter_read_file_async (counter, begin->sha256, NULL, bytes_read_cb, g_object_ref (task));
}

/* Returns: (transfer full) (nullable): for the display */
YcSigning *
yc_case_file_begin_signing_finish (YcCaseFile   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
