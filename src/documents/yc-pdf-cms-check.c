/* yc-pdf-cms-check.c: whether a CMS holds, to its last byte
 *
 * OpenSSL proves the signature. But much of a CMS is signed by nobody, and a
 * reader passes over it: version numbers, parameters of algorithms, the spelling
 * of the issuer's name. Whoever changes such a byte changes a file that should
 * stay as it is, so this walk asks of each part that it be the only spelling
 * there is:
 *
 * 1. The bytes are DER: written anew they are the same.
 * 2. ContentInfo { signed-data, SignedData { version, { digest },
 *    { data, nothing inside }, certificates, { one SignerInfo } } }, with the
 *    versions RFC 5652, 5.1 and 5.3, prescribe.
 * 3. The signer's certificate is named by its own bytes, and the signed
 *    attributes hold its hash (CAdES).
 * 4. Every other certificate has issued one that is there, or was issued by it.
 * 5. Algorithms are known ones, agree with each other and with the key, have
 *    the parameters they should, and are those of the protecting attribute
 *    (RFC 6211) where there is one.
 */

#include "yc-pdf-cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pem.h>
#include <string.h>

#define RSA_BITS_MIN 2048

/* Some bytes of the CMS: a whole element, with head. */
typedef struct
{
  const guint8 *data;
  gsize size;
  const guint8 *content;
  gsize content_size;
  int tag;
  int class;
} Part;

/* The parts of a CMS that are looked at as bytes. */
typedef struct
{
  Part version;
  Part digests;
  Part encapsulated;
  Part signer_version;
  Part sid;
  Part digest;
  Part signature_algorithm;
  gboolean has_unsigned;
  gboolean has_crls;
} Walk;

/* The digests a signature may use. */
static const struct
{
  int nid;
  const char *openssl;
  const char *shown;
} digests[] = {
  { NID_sha256, "SHA256", "SHA-256" },
  { NID_sha384, "SHA384", "SHA-384" },
  { NID_sha512, "SHA512", "SHA-512" },
};

static gboolean
take (const guint8 **at,
      gsize         *left,
      int            class,
      int            tag,
      Part          *part)
{
  const guint8 *start = *at, *content = *at;
  long length = 0;
  int found_tag, found_class, flags;

  if (*left == 0 || *left > G_MAXINT)
    return FALSE;
  flags = ASN1_get_object (&content, &length, &found_tag, &found_class, *left);
  if ((flags & 0x80) != 0 || (flags & 1) != 0 || found_class != class || (tag >= 0 && found_tag != tag))
    return FALSE;
  *part = (Part) { start, content - start + length, content, length, found_tag, found_class };
  *at = content + length;
  *left -= part->size;
  return TRUE;
}

static gboolean
peek_context (const guint8 *at,
              gsize         left,
              int           tag)
{
  return left > 0 && *at == (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED | tag);
}

static gboolean
walk_signer (const Part *info,
             Walk       *walk)
{
  const guint8 *at = info->content;
  gsize left = info->content_size;
  Part skipped;

  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_INTEGER, &walk->signer_version) ||
      !(left > 0 && (*at & 0xC0) == V_ASN1_CONTEXT_SPECIFIC
          ? take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 0, &walk->sid)
          : take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &walk->sid)) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &walk->digest) ||
      !take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 0, &skipped) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &walk->signature_algorithm) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_OCTET_STRING, &skipped))
    return FALSE;
  walk->has_unsigned = peek_context (at, left, 1);
  return !walk->has_unsigned || take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 1, &skipped) ? left == 0 : FALSE;
}

static gboolean
walk_cms (gconstpointer der,
          gsize         size_bytes,
          Walk         *walk)
{
  const guint8 *at = der;
  gsize left = size_bytes;
  Part part, infos;

  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &part) || left != 0)
    return FALSE;
  at = part.content, left = part.content_size;
  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_OBJECT, &part) ||
      !take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 0, &part) || left != 0)
    return FALSE;
  at = part.content, left = part.content_size;
  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &part) || left != 0)
    return FALSE;
  at = part.content, left = part.content_size;
  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_INTEGER, &walk->version) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SET, &walk->digests) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &walk->encapsulated) ||
      !take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 0, &part))
    return FALSE;
  walk->has_crls = peek_context (at, left, 1);
  if ((walk->has_crls && !take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 1, &part)) ||
      !take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SET, &infos) || left != 0)
    return FALSE;
  at = infos.content, left = infos.content_size;
  return take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &part) && left == 0 && walk_signer (&part, walk);
}

static gboolean
part_is (const Part   *part,
         const guint8 *bytes,
         gsize         size)
{
  return part->size == size && memcmp (part->data, bytes, size) == 0;
}

/* Of an AlgorithmIdentifier: nothing, or NULL, behind its name. */
static gboolean
has_plain_parameters (const Part *algorithm)
{
  const guint8 *at = algorithm->content;
  gsize left = algorithm->content_size;
  Part name;

  return take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_OBJECT, &name) &&
         (left == 0 || (left == 2 && at[0] == V_ASN1_NULL && at[1] == 0));
}

static int
get_nid (X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  return OBJ_obj2nid (object);
}

static const char *
check_skeleton (const Walk *walk)
{
  static const guint8 plain_data[] = { 0x30, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01 };
  gboolean by_key = walk->sid.class == V_ASN1_CONTEXT_SPECIFIC;
  const guint8 version[] = { V_ASN1_INTEGER, 1, by_key ? 3 : 1 };

  if (!part_is (&walk->version, version, 3) || !part_is (&walk->signer_version, version, 3))
    return "its version is not what it holds";
  if (!part_is (&walk->encapsulated, plain_data, sizeof plain_data))
    return "it carries content of its own";
  if (walk->digests.content_size != walk->digest.size ||
      memcmp (walk->digests.content, walk->digest.data, walk->digest.size) != 0)
    return "it names other digests than its signer";
  if (!has_plain_parameters (&walk->digest))
    return "its digest has parameters";
  if (walk->has_crls)
    return "it carries revocation lists, which nothing protects";
  return NULL;
}

/* The signature's algorithm beside the key and the digest. */
static const char *
check_algorithms (const Walk     *walk,
                  CMS_SignerInfo *signer,
                  EVP_PKEY       *key)
{
  X509_ALGOR *digest, *signature;
  int signature_nid, digest_nid = NID_undef, key_nid = NID_undef;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, &digest, &signature);
  signature_nid = get_nid (signature);
  if (EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA && EVP_PKEY_get_bits (key) < RSA_BITS_MIN)
    return "its key is too short";
  if (signature_nid == NID_rsassaPss)
    return EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA_PSS
             ? NULL : "its algorithm is not the key's";
  if (!has_plain_parameters (&walk->signature_algorithm))
    return "its algorithm has parameters";
  if (signature_nid == NID_rsaEncryption)
    return EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA ? NULL : "its algorithm is not the key's";
  if (!OBJ_find_sigid_algs (signature_nid, &digest_nid, &key_nid) || digest_nid != get_nid (digest) ||
      EVP_PKEY_type (key_nid) != EVP_PKEY_get_base_id (key))
    return "its algorithm is not the key's, or not the digest's";
  return NULL;
}

/* RFC 6211: what the attribute names is what is used. */
static const char *
check_protection (const Walk     *walk,
                  CMS_SignerInfo *signer)
{
  ASN1_OBJECT *object = OBJ_txt2obj (YC_PDF_CMS_PROTECT_OID, 1);
  ASN1_STRING *value = CMS_signed_get0_data_by_OBJ (signer, object, -3, V_ASN1_SEQUENCE);
  gboolean there = CMS_signed_get_attr_by_OBJ (signer, object, -1) >= 0;
  const guint8 *at;
  gsize left;
  Part sequence, digest, signature;

  ASN1_OBJECT_free (object);
  if (!there)
    return NULL;
  if (value == NULL)
    return "the protection of its algorithms cannot be read";
  at = ASN1_STRING_get0_data (value);
  left = ASN1_STRING_length (value);
  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &sequence) || left != 0)
    return "the protection of its algorithms cannot be read";
  at = sequence.content;
  left = sequence.content_size;
  if (!take (&at, &left, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &digest) ||
      !take (&at, &left, V_ASN1_CONTEXT_SPECIFIC, 1, &signature) || left != 0 ||
      !part_is (&digest, walk->digest.data, walk->digest.size) ||
      signature.content_size != walk->signature_algorithm.content_size ||
      memcmp (signature.content, walk->signature_algorithm.content, signature.content_size) != 0)
    return "its algorithms are not those that were signed";
  return NULL;
}

static gboolean
issued (X509 *issuer,
        X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (issuer);
  gboolean good = key != NULL && X509_NAME_cmp (X509_get_subject_name (issuer), X509_get_issuer_name (certificate)) == 0 &&
                  X509_verify (certificate, key) == 1;

  ERR_clear_error ();
  return good;
}

static const char *
check_certificates (const Walk       *walk,
                    YcPdfCmsFinding  *finding)
{
  STACK_OF (X509) *all = finding->others;
  g_autofree guint8 *named = NULL;
  guint8 *at;
  int name_size = i2d_X509_NAME (X509_get_issuer_name (finding->certificate), NULL);
  int serial_size = i2d_ASN1_INTEGER (X509_get0_serialNumber (finding->certificate), NULL);

  named = at = g_malloc (name_size + serial_size);
  i2d_X509_NAME (X509_get_issuer_name (finding->certificate), &at);
  i2d_ASN1_INTEGER (X509_get0_serialNumber (finding->certificate), &at);
  if (walk->sid.class == V_ASN1_UNIVERSAL &&
      (walk->sid.content_size != (gsize) (name_size + serial_size) ||
       memcmp (walk->sid.content, named, walk->sid.content_size) != 0))
    return "it names its certificate by another spelling";
  for (int i = 0; i < sk_X509_num (all); i++)
    {
      X509 *one = sk_X509_value (all, i);
      gboolean belongs = X509_cmp (one, finding->certificate) == 0;

      /* One that issued itself must say so with its own signature. */
      if (X509_NAME_cmp (X509_get_subject_name (one), X509_get_issuer_name (one)) == 0 && !issued (one, one) && !belongs)
        return "one of its certificates is damaged";
      for (int j = 0; j < sk_X509_num (all) && !belongs; j++)
        belongs = i != j && (issued (one, sk_X509_value (all, j)) || issued (sk_X509_value (all, j), one));
      if (!belongs)
        return "it carries a certificate that belongs to no other";
    }
  return NULL;
}

/* CAdES: the certificate's hash among what was signed (RFC 5035). */
static const char *
check_signing_certificate (CMS_SignerInfo *signer,
                           X509           *certificate)
{
  ASN1_OBJECT *object = OBJ_nid2obj (NID_id_smime_aa_signingCertificateV2);
  ASN1_STRING *value = CMS_signed_get0_data_by_OBJ (signer, object, -3, V_ASN1_SEQUENCE);
  ESS_SIGNING_CERT_V2 *named;
  STACK_OF (X509) *chain;
  const guint8 *at;
  gboolean good;

  if (value == NULL)
    return "it does not name its certificate, as CAdES asks";
  at = ASN1_STRING_get0_data (value);
  named = d2i_ESS_SIGNING_CERT_V2 (NULL, &at, ASN1_STRING_length (value));
  if (named == NULL)
    return "the name of its certificate cannot be read";
  chain = sk_X509_new_null ();
  sk_X509_push (chain, certificate);
  good = OSSL_ESS_check_signing_certs (NULL, named, chain, 1) > 0;
  sk_X509_free (chain);
  ESS_SIGNING_CERT_V2_free (named);
  return good ? NULL : "it names another certificate than the one it carries";
}

static const char *
check_digest (CMS_SignerInfo  *signer,
              YcPdfDigestFunc  digest_func,
              gpointer         digest_data,
              YcPdfCmsFinding *finding)
{
  ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ (signer, OBJ_nid2obj (NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
  ASN1_STRING *value = CMS_signed_get0_data_by_OBJ (signer, OBJ_nid2obj (NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
  g_autoptr (GBytes) computed = NULL;
  const char *name = NULL;
  X509_ALGOR *digest;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, &digest, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    if (digests[i].nid == get_nid (digest))
      {
        name = digests[i].openssl;
        finding->digest = g_strdup (digests[i].shown);
      }
  if (name == NULL)
    {
      finding->digest = g_strdup (OBJ_nid2sn (get_nid (digest)));
      return "its digest is too weak, or not known here";
    }
  if (type == NULL || OBJ_obj2nid (type) != NID_pkcs7_data || value == NULL)
    return "it does not say what it signs";
  computed = digest_func (name, digest_data);
  if (g_bytes_get_size (computed) != (gsize) ASN1_STRING_length (value) ||
      memcmp (g_bytes_get_data (computed, NULL), ASN1_STRING_get0_data (value), g_bytes_get_size (computed)) != 0)
    return "the document is not the one that was signed: its bytes were changed";
  return NULL;
}

static char *
spell_name (X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  char *text = NULL, *copy;
  long size;

  X509_NAME_print_ex (bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  size = BIO_get_mem_data (bio, &text);
  copy = g_utf8_make_valid (size > 0 ? text : "", size);
  BIO_free (bio);
  return copy;
}

static void
describe_certificate (YcPdfCmsFinding *finding)
{
  BIGNUM *serial = ASN1_INTEGER_to_BN (X509_get0_serialNumber (finding->certificate), NULL);
  char *digits = serial != NULL ? BN_bn2hex (serial) : NULL;

  finding->subject = spell_name (X509_get_subject_name (finding->certificate));
  finding->issuer = spell_name (X509_get_issuer_name (finding->certificate));
  finding->serial = g_strdup (digits);
  OPENSSL_free (digits);
  BN_free (serial);
}

/* Finds the one signer and its certificate. */
static const char *
find_signer (CMS_ContentInfo *cms,
             YcPdfCmsFinding *finding,
             CMS_SignerInfo **ret_signer)
{
  STACK_OF (CMS_SignerInfo) *signers = CMS_get0_SignerInfos (cms);
  X509 *certificate = NULL;

  if (signers == NULL || sk_CMS_SignerInfo_num (signers) != 1)
    return "it has not just one signer";
  *ret_signer = sk_CMS_SignerInfo_value (signers, 0);
  finding->others = CMS_get1_certs (cms);
  if (finding->others == NULL || sk_X509_num (finding->others) > YC_PDF_CMS_CERTIFICATES_MAX ||
      CMS_set1_signers_certs (cms, NULL, 0) != 1)
    return "its signer's certificate is missing";
  CMS_SignerInfo_get0_algs (*ret_signer, NULL, &certificate, NULL, NULL);
  if (certificate == NULL || X509_get0_pubkey (certificate) == NULL)
    return "its signer's certificate has no key that is known here";
  X509_up_ref (certificate);
  finding->certificate = certificate;
  describe_certificate (finding);
  return NULL;
}

static const char *
check_cms (CMS_ContentInfo *cms,
           const Walk      *walk,
           gboolean         cades,
           YcPdfDigestFunc  digest_func,
           gpointer         digest_data,
           YcPdfCmsFinding *finding)
{
  CMS_SignerInfo *signer = NULL;
  const char *fault = find_signer (cms, finding, &signer);

  if (fault == NULL)
    fault = check_digest (signer, digest_func, digest_data, finding);
  if (fault == NULL && CMS_SignerInfo_verify (signer) != 1)
    fault = "its signature does not fit its certificate: it was changed";
  if (fault == NULL)
    fault = check_skeleton (walk);
  if (fault == NULL)
    fault = check_algorithms (walk, signer, X509_get0_pubkey (finding->certificate));
  if (fault == NULL)
    fault = check_protection (walk, signer);
  if (fault == NULL)
    fault = check_certificates (walk, finding);
  if (fault == NULL && cades)
    fault = check_signing_certificate (signer, finding->certificate);
  if (signer != NULL && walk->has_unsigned)
    finding->unsigned_attributes = MAX (CMS_unsigned_get_attr_count (signer), 0);
  return fault;
}

static gboolean
is_der (CMS_ContentInfo *cms,
        gconstpointer    der,
        gsize            size_bytes)
{
  guint8 *again = NULL;
  int size = i2d_CMS_ContentInfo (cms, &again);
  gboolean same = size > 0 && (gsize) size == size_bytes && memcmp (again, der, size_bytes) == 0;

  OPENSSL_free (again);
  return same;
}

/**
 * yc_pdf_cms_check:
 * @der: a CMS, and nothing behind it
 * @size_bytes: of @der
 * @cades: whether CAdES is asked for
 * @digest_func: hashes what should have been signed
 * @digest_data: for @digest_func
 *
 * Returns: (transfer full): what was found
 */
YcPdfCmsFinding *
yc_pdf_cms_check (gconstpointer   der,
                  gsize           size_bytes,
                  gboolean        cades,
                  YcPdfDigestFunc digest_func,
                  gpointer        digest_data)
{
  YcPdfCmsFinding *finding = g_new0 (YcPdfCmsFinding, 1);
  const guint8 *at = der;
  Walk walk = { 0 };
  CMS_ContentInfo *cms = size_bytes <= YC_PDF_CMS_BYTES_MAX * 4 ? d2i_CMS_ContentInfo (NULL, &at, size_bytes) : NULL;
  const char *fault;

  if (cms == NULL || CMS_get0_type (cms) == NULL || OBJ_obj2nid (CMS_get0_type (cms)) != NID_pkcs7_signed)
    fault = "it is no CMS signature";
  else if (!walk_cms (der, size_bytes, &walk) || !is_der (cms, der, size_bytes))
    fault = "it is not written as a CMS signature must be (DER)";
  else
    fault = check_cms (cms, &walk, cades, digest_func, digest_data, finding);
  finding->fault = g_strdup (fault);
  CMS_ContentInfo_free (cms);
  ERR_clear_error ();
  return finding;
}

void
yc_pdf_cms_finding_free (YcPdfCmsFinding *self)
{
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->serial);
  g_free (self->digest);
  g_free (self->fault);
  X509_free (self->certificate);
  sk_X509_pop_free (self->others, X509_free);
  g_free (self);
}

static char *
verify_chain (YcPdfCmsFinding *self,
              GPtrArray       *trusted,
              gint64           time_s)
{
  X509_STORE *store = X509_STORE_new ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  X509_VERIFY_PARAM *parameters;
  char *fault = NULL;

  for (guint i = 0; i < trusted->len; i++)
    X509_STORE_add_cert (store, g_ptr_array_index (trusted, i));
  X509_STORE_CTX_init (context, store, self->certificate, self->others);
  parameters = X509_STORE_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time (parameters, time_s);
  if (X509_verify_cert (context) != 1)
    fault = g_strdup (X509_verify_cert_error_string (X509_STORE_CTX_get_error (context)));
  X509_STORE_CTX_free (context);
  X509_STORE_free (store);
  ERR_clear_error ();
  return fault;
}

/**
 * yc_pdf_cms_find_trust:
 * @self: what was found
 * @trust_pem: certificates that are trusted
 * @time_s: the moment the certificate must have been good at, in seconds since
 *   1970
 *
 * Returns: (transfer full) (nullable): why the certificate leads to none of
 *   them, or %NULL: it does
 */
char *
yc_pdf_cms_find_trust (YcPdfCmsFinding *self,
                       GBytes          *trust_pem,
                       gint64           time_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) trusted = yc_pdf_certificates_parse (trust_pem, &error);

  if (trusted == NULL)
    return g_strdup (error->message);
  if (self->certificate == NULL)
    return g_strdup ("there is no certificate");
  return verify_chain (self, trusted, time_s);
}
