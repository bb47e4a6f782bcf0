/* yc-hub-tls.c: a desk's certificate, and the authority that it believes the hub's by
 *
 * The files are read on the network thread, before a request goes out, and
 * read again when one of them has changed: who renews a certificate restarts
 * no desk. What is wrong with them (not there, not readable, not what it
 * says, the key of another certificate, not valid yet or any more) is an
 * error of %YC_HUB_ERROR that names the file; nothing is sent then, and the
 * desk works on without a line.
 */

#include "yc-hub-tls.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#define SESSION_KEY "yc-hub-tls"
#define FILE_BYTES_MAX 0x40000
#define FILES 3

typedef struct
{
  char *path;      /* (nullable) */
  guint64 inode;   /* as it was when it was read */
  gint64 size;
  gint64 changed_ns;
} File;

enum
{
  CA,
  CERTIFICATE,
  KEY,
};

struct _YcHubTls
{
  gatomicrefcount references;
  File files[FILES];

  /* The network thread alone: */
  gboolean loaded;
  GTlsDatabase *database;       /* (nullable) */
  GTlsCertificate *certificate; /* (nullable) */
};

/**
 * yc_hub_tls_new:
 * @files: where they lie; none is read yet
 */
YcHubTls *
yc_hub_tls_new (const YcHubTlsFiles *files)
{
  YcHubTls *self = g_new0 (YcHubTls, 1);

  g_atomic_ref_count_init (&self->references);
  self->files[CA].path = g_strdup (files->ca);
  self->files[CERTIFICATE].path = g_strdup (files->certificate);
  self->files[KEY].path = g_strdup (files->key);
  return self;
}

YcHubTls *
yc_hub_tls_ref (YcHubTls *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yc_hub_tls_unref (YcHubTls *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < FILES; i++)
    g_free (self->files[i].path);
  g_clear_object (&self->database);
  g_clear_object (&self->certificate);
  g_free (self);
}

/* All that @session sends goes by @self from now on. */
void
yc_hub_tls_attach (YcHubTls    *self,
                   SoupSession *session)
{
  g_object_set_data_full (G_OBJECT (session), SESSION_KEY, yc_hub_tls_ref (self), (GDestroyNotify) yc_hub_tls_unref);
}

static gboolean
wrong (GError     **error,
       const char  *path,
       const char  *why)
{
  g_set_error (error, YC_HUB_ERROR, YC_HUB_ERROR_CERTIFICATE, "%s: %s", path, why);
  return FALSE;
}

/* Whether one of them is another file than the one that was read. */
static gboolean
look (YcHubTls  *self,
      gboolean  *ret_changed,
      GError   **error)
{
  *ret_changed = !self->loaded;
  for (guint i = 0; i < FILES; i++)
    {
      File *file = &self->files[i];
      GStatBuf info;
      gint64 changed_ns;

      if (file->path == NULL)
        continue;
      if (g_stat (file->path, &info) != 0)
        return wrong (error, file->path, g_strerror (errno));
      if (!S_ISREG (info.st_mode) || info.st_size > FILE_BYTES_MAX)
        return wrong (error, file->path, "this is no file of certificates");
      if (i == KEY && (info.st_mode & 007) != 0)
        return wrong (error, file->path, "everybody may read this key; take that right away (chmod o= FILE)");
      changed_ns = (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
      *ret_changed |= file->inode != info.st_ino || file->size != info.st_size || file->changed_ns != changed_ns;
      file->inode = info.st_ino;
      file->size = info.st_size;
      file->changed_ns = changed_ns;
    }
  return TRUE;
}

static GTlsDatabase *
load_database (const char *path,
               GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  GList *found = g_tls_certificate_list_new_from_file (path, &local_error);
  GTlsDatabase *database;
  gboolean any = found != NULL;

  g_list_free_full (found, g_object_unref);
  if (!any)
    {
      wrong (error, path, local_error != NULL ? local_error->message : "there is no certificate in it");
      return NULL;
    }
  database = g_tls_file_database_new (path, &local_error);
  if (database == NULL)
    wrong (error, path, local_error->message);
  return database;
}

static BIO *
open_file (const char *path,
           GError    **error)
{
  BIO *file = BIO_new_file (path, "r");

  if (file == NULL)
    wrong (error, path, "it cannot be opened");
  return file;
}

/* No passphrase is asked for: nobody sits there when a desk starts. */
static int
no_passphrase_cb (char *buffer,
                  int   size,
                  int   writing,
                  void *data)
{
  return -1;
}

static X509 *
read_certificate (const char *path,
                  GError    **error)
{
  BIO *file = open_file (path, error);
  X509 *certificate;

  if (file == NULL)
    return NULL;
  certificate = PEM_read_bio_X509 (file, NULL, no_passphrase_cb, NULL);
  BIO_free (file);
  if (certificate == NULL)
    wrong (error, path, "there is no certificate in it");
  return certificate;
}

static EVP_PKEY *
read_key (const char *path,
          GError    **error)
{
  BIO *file = open_file (path, error);
  EVP_PKEY *key;

  if (file == NULL)
    return NULL;
  key = PEM_read_bio_PrivateKey (file, NULL, no_passphrase_cb, NULL);
  BIO_free (file);
  if (key == NULL)
    wrong (error, path, "there is no private key in it that opens without a passphrase");
  return key;
}

static gboolean
check_time (X509        *certificate,
            const char  *path,
            GError     **error)
{
  if (X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0)
    return wrong (error, path, "the certificate has expired");
  if (X509_cmp_current_time (X509_get0_notBefore (certificate)) > 0)
    return wrong (error, path, "the certificate is not valid yet; is this machine's clock right?");
  return TRUE;
}

/* What a handshake would fail at without saying why. */
static gboolean
check_pair (const char *certificate_path,
            const char *key_path,
            GError    **error)
{
  X509 *certificate = read_certificate (certificate_path, error);
  EVP_PKEY *key = certificate != NULL ? read_key (key_path, error) : NULL;
  gboolean good = FALSE;

  if (key != NULL)
    good = X509_check_private_key (certificate, key) == 1
               ? check_time (certificate, certificate_path, error)
               : wrong (error, key_path, "the key belongs to another certificate");
  EVP_PKEY_free (key);
  X509_free (certificate);
  return good;
}

static GTlsCertificate *
load_certificate (const char *path,
                  const char *key_path,
                  GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  GTlsCertificate *certificate;

  if (!check_pair (path, key_path, error))
    return NULL;
  certificate = g_tls_certificate_new_from_files (path, key_path, &local_error);
  if (certificate == NULL)
    wrong (error, path, local_error->message);
  return certificate;
}

static gboolean
load (YcHubTls *self,
      GError  **error)
{
  const char *ca = self->files[CA].path;
  const char *path = self->files[CERTIFICATE].path;
  const char *key_path = self->files[KEY].path != NULL ? self->files[KEY].path : path;

  self->loaded = FALSE;
  g_clear_object (&self->database);
  g_clear_object (&self->certificate);
  if (ca != NULL && (self->database = load_database (ca, error)) == NULL)
    return FALSE;
  if (path != NULL && (self->certificate = load_certificate (path, key_path, error)) == NULL)
    return FALSE;
  self->loaded = TRUE;
  return TRUE;
}

/* A certificate that was read yesterday may have ended today. */
static gboolean
has_ended (YcHubTls *self)
{
  g_autoptr (GDateTime) end = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (self->certificate != NULL)
    end = g_tls_certificate_get_not_valid_after (self->certificate);
  return end != NULL && g_date_time_compare (end, now) < 0;
}

/**
 * yc_hub_tls_prepare:
 * @session: what @message will be sent by
 * @error: of %YC_HUB_ERROR; CERTIFICATE names the file and what is wrong with it
 *
 * On the network thread.
 */
gboolean
yc_hub_tls_prepare (SoupSession *session,
                    SoupMessage *message,
                    GError     **error)
{
  YcHubTls *self = g_object_get_data (G_OBJECT (session), SESSION_KEY);
  gboolean changed;

  if (self == NULL)
    return TRUE;
  if (!look (self, &changed, error))
    {
      self->loaded = FALSE;
      return FALSE;
    }
  if (changed || has_ended (self))
    {
      if (!load (self, error))
        return FALSE;
      /* Connections that were made with what was there before end with it. */
      soup_session_abort (session);
      if (self->database != NULL)
        soup_session_set_tls_database (session, self->database);
    }
  if (self->certificate != NULL)
    soup_message_set_tls_client_certificate (message, self->certificate);
  return TRUE;
}
