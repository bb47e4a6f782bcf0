/* yc-case-sign.c: who read and who signed which paper
 *
 * A paper is a chain of files: the one that was made, and after each signature
 * the one with it. What is shown and signed next is always the last of them.
 *
 * Invariants of what is applied (the judge's; the fold follows verdicts):
 *  1. Nobody signs what they were not shown: a signature names the digest that
 *     a document.read of the same person names.
 *  2. A signature is for the last file of a paper that still says what the form
 *     says, with none of its fields contested.
 *  3. A person signs a paper once, and no handwriting is used twice.
 *
 * A signature stays for ever. When a field the paper shows is changed later,
 * the paper is out of date and the signature not of the current text (D8).
 */

#include "yc-case-sign.h"

#include "yc-case-private.h"
#include "yc-crypto.h"
#include "yc-ink.h"

#include <string.h>

static void
read_paper_free (gpointer data)
{
  YcReadPaper *paper = data;

  g_free (paper->person);
  g_free (paper->sha256);
  g_free (paper);
}

static void
signature_free (gpointer data)
{
  YcSignature *signature = data;

  g_free (signature->person);
  g_free (signature->name);
  g_free (signature->sha256);
  g_free (signature->strokes);
  g_free (signature->evidence);
  g_free (signature->device);
  g_free (signature->result);
  g_free (signature->by);
  g_free (signature);
}

void
yc_case_sign_init (YcCase *self)
{
  self->read_papers = g_ptr_array_new_with_free_func (read_paper_free);
  self->signatures = g_ptr_array_new_with_free_func (signature_free);
}

void
yc_case_sign_clear (YcCase *self)
{
  g_ptr_array_unref (self->read_papers);
  g_ptr_array_unref (self->signatures);
}

/* --- what is known --------------------------------------------------------------- */

GPtrArray *
yc_case_get_signatures (YcCase *self)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  return self->signatures;
}

GPtrArray *
yc_case_get_read_papers (YcCase *self)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  return self->read_papers;
}

/* Returns: (transfer none) (nullable) */
const YcDocument *
yc_case_find_document (YcCase     *self,
                       const YcId *id)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  for (guint i = 0; i < self->documents->len; i++)
    {
      const YcDocument *document = g_ptr_array_index (self->documents, i);

      if (yc_id_equal (&document->id, id))
        return document;
    }
  return NULL;
}

/* Returns: (transfer none) (nullable): of those of @kind the one added last */
const YcDocument *
yc_case_find_newest_document (YcCase     *self,
                              const char *kind)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  for (guint i = self->documents->len; i > 0; i--)
    {
      const YcDocument *document = g_ptr_array_index (self->documents, i - 1);

      if (g_strcmp0 (document->kind, kind) == 0)
        return document;
    }
  return NULL;
}

/* Returns: (transfer none) (nullable) */
const YcSignature *
yc_case_find_signature (YcCase     *self,
                        const YcId *document,
                        const char *person)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  for (guint i = 0; i < self->signatures->len; i++)
    {
      const YcSignature *signature = g_ptr_array_index (self->signatures, i);

      if (yc_id_equal (&signature->document, document) && g_strcmp0 (signature->person, person) == 0)
        return signature;
    }
  return NULL;
}

/* The last of a paper's files: what is shown and signed next.
 * Returns: (transfer none): good until the case changes */
const char *
yc_case_get_document_sha256 (YcCase           *self,
                             const YcDocument *document)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  for (guint i = self->signatures->len; i > 0; i--)
    {
      const YcSignature *signature = g_ptr_array_index (self->signatures, i - 1);

      if (yc_id_equal (&signature->document, &document->id) && signature->result != NULL)
        return signature->result;
    }
  return document->sha256;
}

/* Whether the paper still says what the form says; FALSE as well where the
 * paper was replaced by a newer one of its kind. */
gboolean
yc_case_signature_is_current (YcCase            *self,
                              const YcSignature *signature)
{
  const YcDocument *document = yc_case_find_document (self, &signature->document);

  return document != NULL && yc_case_find_newest_document (self, document->kind) == document &&
         yc_case_document_is_current (self, document);
}

/* Whether @sha256 of @document was before @person, whole. */
gboolean
yc_case_has_read (YcCase     *self,
                  const YcId *document,
                  const char *person,
                  const char *sha256)
{
  g_return_val_if_fail (YC_IS_CASE (self), FALSE);

  for (guint i = 0; i < self->read_papers->len; i++)
    {
      const YcReadPaper *paper = g_ptr_array_index (self->read_papers, i);

      if (yc_id_equal (&paper->document, document) && g_strcmp0 (paper->person, person) == 0 &&
          g_strcmp0 (paper->sha256, sha256) == 0)
        return TRUE;
    }
  return FALSE;
}

void
yc_case_sign_dump (YcCase  *self,
                   GString *out)
{
  for (guint i = 0; i < self->read_papers->len; i++)
    {
      const YcReadPaper *paper = g_ptr_array_index (self->read_papers, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&paper->document, id);
      g_string_append_printf (out, "read %s %s %s %" G_GINT64_FORMAT "\n", id, paper->person, paper->sha256, paper->pages);
    }
  for (guint i = 0; i < self->signatures->len; i++)
    {
      const YcSignature *signature = g_ptr_array_index (self->signatures, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&signature->document, id);
      g_string_append_printf (out, "signature %s %s %s %s %s\n", id, signature->person, signature->sha256,
                              signature->strokes, signature->result != NULL ? signature->result : "-");
    }
}

/* --- folding --------------------------------------------------------------------- */

static void
fold_read (YcCase       *self,
           const YcFact *fact)
{
  YcReadPaper *paper = g_new0 (YcReadPaper, 1);

  yc_id_parse (yc_fact_get_text (fact, "document"), &paper->document);
  paper->person = g_strdup (yc_fact_get_text (fact, "person"));
  paper->sha256 = g_strdup (yc_fact_get_text (fact, "sha256"));
  paper->pages = yc_record_get_int (fact->op->body->record, "pages", 0);
  paper->dwell_ms = yc_record_get_int (fact->op->body->record, "dwell_ms", 0);
  paper->at = fact->verdict->at;
  g_ptr_array_add (self->read_papers, paper);
}

/* Returns: (nullable): which of a signature's files is @file */
static const YcRecord *
find_file (const YcOp *op,
           const char *file)
{
  for (guint i = 0; i < op->body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (op->body->items, i);

      if (g_strcmp0 (yc_record_get_text (item, "file"), file) == 0)
        return item;
    }
  return NULL;
}

static char *
dup_file_sha256 (const YcFact *fact,
                 const char   *file)
{
  const YcRecord *item = find_file (fact->op, file);

  return item != NULL ? g_strdup (yc_record_get_text (item, "sha256")) : NULL;
}

static void
fold_signature (YcCase       *self,
                const YcFact *fact)
{
  YcSignature *signature = g_new0 (YcSignature, 1);
  const YcRecord *result = find_file (fact->op, YC_SIGN_FILE_RESULT);

  yc_id_parse (yc_fact_get_text (fact, "document"), &signature->document);
  signature->person = g_strdup (yc_fact_get_text (fact, "person"));
  signature->name = g_strdup (yc_fact_get_text (fact, "name"));
  signature->sha256 = g_strdup (yc_fact_get_text (fact, "sha256"));
  signature->strokes = dup_file_sha256 (fact, YC_SIGN_FILE_STROKES);
  signature->evidence = dup_file_sha256 (fact, YC_SIGN_FILE_EVIDENCE);
  signature->device = g_strdup (yc_fact_get_text (fact, "device"));
  signature->result = dup_file_sha256 (fact, YC_SIGN_FILE_RESULT);
  signature->result_size = result != NULL ? yc_record_get_int (result, "size", 0) : 0;
  signature->by = g_strdup (fact->op->by);
  signature->at = fact->verdict->at;
  g_ptr_array_add (self->signatures, signature);
}

/* NULL where @code is not of these kinds. */
YcCaseEffect
yc_case_sign_find_effect (YcKindCode   code,
                          const char **ret_detail)
{
  if (code != YC_KIND_DOCUMENT_READ && code != YC_KIND_SIGNATURE_ADD)
    return NULL;
  *ret_detail = code == YC_KIND_SIGNATURE_ADD ? "name" : "person";
  return code == YC_KIND_SIGNATURE_ADD ? fold_signature : fold_read;
}

/* --- judging --------------------------------------------------------------------- */

static const char *
text_of (const YcOp *op,
         const char *key)
{
  return yc_record_get_text (op->body->record, key);
}

static void
judge_digest (const YcRecord *record,
              YcVerdict      *verdict)
{
  guint8 hash[YC_SHA256_SIZE];

  if (!yc_sha256_parse (yc_record_get_text (record, "sha256"), hash))
    yc_verdict_refuse (verdict, "", "no-digest");
}

/* The handwriting and its record, and nothing twice. */
static void
judge_files (const YcOp *op,
             YcVerdict  *verdict)
{
  GPtrArray *items = op->body->items;

  if (find_file (op, YC_SIGN_FILE_STROKES) == NULL || find_file (op, YC_SIGN_FILE_EVIDENCE) == NULL)
    yc_verdict_refuse (verdict, "", "no-file");
  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);

      judge_digest (item, verdict);
      if (yc_record_get_int (item, "size", 0) < 1 || find_file (op, yc_record_get_text (item, "file")) != item)
        yc_verdict_refuse (verdict, "", "no-file");
    }
}

static void
judge_contested (YcCase           *self,
                 const YcDocument *document,
                 YcVerdict        *verdict)
{
  g_auto (GStrv) contested = yc_case_list_contested (self);

  for (char **path = contested; *path != NULL; path++)
    if (yc_document_shows (document, *path))
      yc_verdict_refuse (verdict, *path, "contested");
}

/* What both kinds ask: the paper is there, is its kind's newest, says what the
 * form says, and these are the bytes of its last file.
 * Returns: (nullable): NULL where there is no such paper */
static const YcDocument *
judge_paper (YcCase     *self,
             const YcOp *op,
             YcVerdict  *verdict)
{
  const YcDocument *document;
  YcId id;

  if (!yc_id_parse (text_of (op, "document"), &id) || (document = yc_case_find_document (self, &id)) == NULL)
    {
      yc_verdict_refuse (verdict, "", "no-such-document");
      return NULL;
    }
  if (yc_case_find_newest_document (self, document->kind) != document || !yc_case_document_is_current (self, document))
    yc_verdict_refuse (verdict, "", "out-of-date");
  if (g_strcmp0 (yc_case_get_document_sha256 (self, document), text_of (op, "sha256")) != 0)
    yc_verdict_refuse (verdict, "", "other-document");
  return document;
}

/* Every page, each once. */
static void
judge_pages (const YcOp *op,
             YcVerdict  *verdict)
{
  GPtrArray *items = op->body->items;
  gint64 pages = yc_record_get_int (op->body->record, "pages", 0);

  if (pages < 1 || pages != items->len)
    {
      yc_verdict_refuse (verdict, "", "not-whole");
      return;
    }
  for (guint i = 0; i < items->len; i++)
    if (yc_record_get_int (g_ptr_array_index (items, i), "page", 0) != i + 1 ||
        yc_record_get_int (g_ptr_array_index (items, i), "dwell_ms", -1) < 0)
      {
        yc_verdict_refuse (verdict, "", "not-whole");
        return;
      }
}

static void
judge_read (YcCase     *self,
            const YcOp *op,
            YcVerdict  *verdict)
{
  judge_digest (op->body->record, verdict);
  judge_paper (self, op, verdict);
  judge_pages (op, verdict);
}

static gboolean
is_used_ink (YcCase     *self,
             const char *strokes)
{
  for (guint i = 0; i < self->signatures->len; i++)
    if (g_strcmp0 (((const YcSignature *) g_ptr_array_index (self->signatures, i))->strokes, strokes) == 0)
      return TRUE;
  return FALSE;
}

/* Who signs is who the form names and who was identified. */
static void
judge_signer (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const char *person = text_of (op, "person");
  g_autofree char *path = g_strconcat (person, "/name", NULL);
  const YcValue *name = yc_case_get_value (self, path);

  if (name == NULL || name->type != YC_VALUE_TEXT || g_strcmp0 (name->text, text_of (op, "name")) != 0)
    yc_verdict_refuse (verdict, person, "changed-since");
  if (yc_case_get_identity (self, person) == NULL)
    yc_verdict_refuse (verdict, person, "not-identified");
}

static void
judge_signature (YcCase     *self,
                 const YcOp *op,
                 YcVerdict  *verdict)
{
  const YcDocument *document = judge_paper (self, op, verdict);
  const char *person = text_of (op, "person");
  YcInkDevice device;
  const YcRecord *strokes = find_file (op, YC_SIGN_FILE_STROKES);

  judge_digest (op->body->record, verdict);
  judge_files (op, verdict);
  if (!yc_ink_device_parse (text_of (op, "device"), &device))
    yc_verdict_refuse (verdict, "", "unknown-device");
  judge_signer (self, op, verdict);
  if (strokes != NULL && is_used_ink (self, yc_record_get_text (strokes, "sha256")))
    yc_verdict_refuse (verdict, person, "ink-used-before");
  if (document == NULL)
    return;
  judge_contested (self, document, verdict);
  if (yc_case_find_signature (self, &document->id, person) != NULL)
    yc_verdict_refuse (verdict, person, "already-signed");
  if (!yc_case_has_read (self, &document->id, person, text_of (op, "sha256")))
    yc_verdict_refuse (verdict, person, "not-read");
}

/* As yc_case_progress_find_law(). */
gboolean
yc_case_sign_find_law (YcKindCode   code,
                       guint       *ret_in,
                       const char **ret_reason,
                       YcCaseLaw   *ret_law)
{
  if (code != YC_KIND_DOCUMENT_READ && code != YC_KIND_SIGNATURE_ADD)
    return FALSE;
  *ret_in = ~(1u << YC_CASE_NEW);
  *ret_reason = "not-open";
  *ret_law = code == YC_KIND_SIGNATURE_ADD ? judge_signature : judge_read;
  return TRUE;
}
