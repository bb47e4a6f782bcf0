/* Packs: read whole or refused whole, and what is in them goes together. */

#include "yc-pack-check.h"

#include <jansson.h>
#include <string.h>

#define CATALOGUE "limited-company-2027.01.json"
#define SIGNED_HEAD "yichuang-pack-1\n"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static YcKeyPair *
new_key (guint8 fill)
{
  guint8 seed[YC_KEY_SIZE];

  memset (seed, fill, sizeof seed);
  return yc_key_pair_new (seed);
}

static GBytes *
read_shipped (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

static void
add_part (GPtrArray  *parts,
          const char *name,
          GBytes     *bytes)
{
  g_autoptr (GError) error = NULL;
  YcPackPart *part = yc_pack_part_new (name, bytes, &error);

  g_assert_no_error (error);
  g_ptr_array_add (parts, part);
}

static void
add_shipped (GPtrArray  *parts,
             const char *file,
             const char *name)
{
  g_autoptr (GBytes) bytes = read_shipped (file);

  add_part (parts, name, bytes);
}

static void
add_folder (GPtrArray  *parts,
            const char *folder)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_nonnull (dir);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *part = g_strconcat (folder, "/", name, NULL);

      if (g_str_has_suffix (name, ".json"))
        add_shipped (parts, part, part);
    }
}

/* All that a version has, as it is shipped. */
static GPtrArray *
list_parts (void)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pack_part_free);

  add_shipped (parts, "catalogue/" CATALOGUE, "catalogue.json");
  add_shipped (parts, "seals/seals-2026.json", "seals.json");
  add_folder (parts, "templates");
  add_folder (parts, "examples");
  return parts;
}

static YcPackPart *
find_part (GPtrArray  *parts,
           const char *name,
           guint      *ret_at)
{
  for (guint i = 0; i < parts->len; i++)
    if (strcmp (((YcPackPart *) g_ptr_array_index (parts, i))->name, name) == 0)
      {
        *ret_at = i;
        return g_ptr_array_index (parts, i);
      }
  g_assert_not_reached ();
}

/* Makes @from in the part @to, once. */
static void
change_part (GPtrArray  *parts,
             const char *name,
             const char *from,
             const char *to)
{
  guint at;
  YcPackPart *part = find_part (parts, name, &at);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (part->bytes, NULL), (gssize) g_bytes_get_size (part->bytes));
  g_autofree char *kept = g_strdup (name);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  bytes = g_bytes_new (text->str, text->len);
  g_ptr_array_remove_index (parts, at);
  add_part (parts, kept, bytes);
}

static GBytes *
write_pack (GPtrArray *parts)
{
  g_autoptr (YcKeyPair) key = new_key (7);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = yc_pack_write ("2027.01", "聊城市行政审批服务局", parts, key, &error);

  g_assert_no_error (error);
  return bytes;
}

static GBytes *
write_shipped (void)
{
  g_autoptr (GPtrArray) parts = list_parts ();

  return write_pack (parts);
}

static void
assert_unread (GBytes      *bytes,
               YcPackError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_pack_read (bytes, &error));
  g_assert_error (error, YC_PACK_ERROR, (int) code);
}

/* A pack of anything, signed as it is. Takes @parts. */
static GBytes *
forge (const char *manifest,
       json_t     *parts)
{
  g_autoptr (YcKeyPair) key = new_key (7);
  g_autofree char *text = g_strconcat (SIGNED_HEAD, manifest, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (key, bytes);
  g_autofree char *signature_text = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  g_autofree char *key_text = g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:s, s:s, s:o}", "format", "yichuang-pack-1", "manifest", manifest, "key",
                                       key_text, "signature", signature_text, "parts", parts);
  char *dump = json_dumps (json, JSON_COMPACT);

  return g_bytes_new_with_free_func (dump, strlen (dump), free, dump);
}

/* --- tests ------------------------------------------------------------------- */

static void
test_round (void)
{
  g_autoptr (GBytes) bytes = write_shipped ();
  g_autoptr (GBytes) again = write_shipped ();
  g_autoptr (GBytes) catalogue = read_shipped ("catalogue/" CATALOGUE);
  g_autoptr (YcKeyPair) key = new_key (7);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPack) pack = yc_pack_read (bytes, &error);
  g_autoptr (YcPackContent) content = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpstr (pack->version, ==, "2027.01");
  g_assert_cmpmem (pack->key, YC_KEY_SIZE, yc_key_pair_get_public (key), YC_KEY_SIZE);
  g_assert_true (g_bytes_equal (yc_pack_find_part (pack, "catalogue.json")->bytes, catalogue));
  content = yc_pack_content_new (pack, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (content->templates->len, ==, 13);
  g_assert_cmpuint (content->examples->len, ==, 2);
  g_assert_nonnull (content->seals);
}

static void
test_cut (void)
{
  g_autoptr (GBytes) bytes = write_shipped ();
  gsize size = g_bytes_get_size (bytes);

  for (gsize i = 0; i < 200; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, i < 100 ? i : size * (i - 100) / 100 + i);

      if (g_bytes_get_size (part) < size)
        assert_unread (part, YC_PACK_ERROR_FORMAT);
    }
  {
    g_autoptr (GBytes) short_by_one = g_bytes_new_from_bytes (bytes, 0, size - 1);

    assert_unread (short_by_one, YC_PACK_ERROR_FORMAT);
  }
}

/* Wherever a byte is another, nothing of the pack is taken. */
static void
test_changed (void)
{
  g_autoptr (GBytes) bytes = write_shipped ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize at = 0; at < size; at += 1009)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) changed = NULL;

      copy[at] = copy[at] == 'a' ? 'b' : 'a';
      changed = g_bytes_new_take (g_steal_pointer (&copy), size);
      {
        g_autoptr (YcPack) pack = yc_pack_read (changed, NULL);

        g_assert_null (pack);
      }
    }
}

static void
test_signature (void)
{
  g_autoptr (GBytes) bytes = write_shipped ();
  g_autoptr (YcKeyPair) other = new_key (8);
  g_autoptr (json_t) json = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  g_autofree char *key = g_base64_encode (yc_key_pair_get_public (other), YC_KEY_SIZE);
  g_autoptr (GBytes) changed = NULL;
  char *dump;

  json_object_set_new (json, "key", json_string (key));
  dump = json_dumps (json, JSON_COMPACT);
  changed = g_bytes_new_with_free_func (dump, strlen (dump), free, dump);
  assert_unread (changed, YC_PACK_ERROR_SIGNATURE);
}

/* Rightly signed all the same: names that would lead somewhere if this were an archive. */
static void
test_names (void)
{
  static const char *const names[] = { "../catalogue.json", "/etc/passwd", "templates/../../x.json", "templates/a/b.json",
                                       "templates/.json", "templates/-a.json", "Templates/a.json", "templates/A.json",
                                       "templates/a.json.", "templates\\a.json", "templates/a.js", "catalogue.json/", "",
                                       "templates/0123456789012345678901234567890123456789012345678.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (json_t) manifest = json_pack ("{s:s, s:s, s:[{s:s, s:i, s:s}]}", "version", "2027.01", "publisher", "p", "parts",
                                               "name", names[i], "size", 2, "sha256", "x");
      char *text = json_dumps (manifest, JSON_COMPACT);
      g_autoptr (GBytes) bytes = forge (text, json_pack ("{s:s}", names[i], "{}"));

      assert_unread (bytes, YC_PACK_ERROR_PART);
      free (text);
    }
}

static void
test_manifest (void)
{
#define HASH "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" /* of "{}" */
#define LINE(name) "{\"name\":\"" name "\",\"size\":2,\"sha256\":\"" HASH "\"}"
#define MANIFEST(lines) "{\"version\":\"2027.01\",\"publisher\":\"p\",\"parts\":[" lines "]}"
  static const struct
  {
    const char *manifest;
    const char *parts;
    YcPackError code;
  } wrong[] = {
    { MANIFEST (LINE ("catalogue.json") "," LINE ("catalogue.json")), "{\"catalogue.json\":\"{}\",\"seals.json\":\"{}\"}", YC_PACK_ERROR_PART },
    { MANIFEST (LINE ("catalogue.json")), "{\"catalogue.json\":\"{}\",\"seals.json\":\"{}\"}", YC_PACK_ERROR_PART },
    { MANIFEST (LINE ("catalogue.json") "," LINE ("examples/a.json")), "{\"catalogue.json\":\"{}\"}", YC_PACK_ERROR_PART },
    { MANIFEST (LINE ("examples/a.json")), "{\"examples/a.json\":\"{}\"}", YC_PACK_ERROR_PART },
    { MANIFEST (LINE ("catalogue.json")), "{\"catalogue.json\":\"{}\"}", YC_PACK_ERROR_PART },
    { MANIFEST (LINE ("catalogue.json") "," LINE ("examples/a.json")), "{\"catalogue.json\":\"{}\",\"examples/a.json\":\"{} \"}", YC_PACK_ERROR_DIGEST },
    { MANIFEST (LINE ("catalogue.json")), "{\"catalogue.json\":1}", YC_PACK_ERROR_PART },
    { MANIFEST ("1"), "{}", YC_PACK_ERROR_FORMAT },
    { "{\"version\":\"../2027\",\"publisher\":\"p\",\"parts\":[]}", "{}", YC_PACK_ERROR_FORMAT },
    { "{\"version\":\"2027.01\",\"publisher\":\"\",\"parts\":[]}", "{}", YC_PACK_ERROR_FORMAT },
    { "{\"version\":\"2027.01\",\"publisher\":\"p\",\"parts\":[],\"more\":1}", "{}", YC_PACK_ERROR_FORMAT },
  };
#undef MANIFEST
#undef LINE
#undef HASH

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) bytes = forge (wrong[i].manifest, json_loads (wrong[i].parts, 0, NULL));

      assert_unread (bytes, wrong[i].code);
    }
}

/* What no JSON of ours can say, and what is too much. */
static void
test_raw (void)
{
  static const char *const texts[] = { "", "{}", "[]", "null", "{\"format\":\"yichuang-pack-2\"}", "{\"parts\":{},\"parts\":{}}" };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GBytes) deep_bytes = NULL;
  g_autoptr (GBytes) large = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

      assert_unread (bytes, YC_PACK_ERROR_FORMAT);
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  deep_bytes = g_bytes_new_static (deep->str, deep->len);
  assert_unread (deep_bytes, YC_PACK_ERROR_FORMAT);
  large = g_bytes_new_take (g_malloc0 (YC_PACK_BYTES_MAX + 1), YC_PACK_BYTES_MAX + 1);
  assert_unread (large, YC_PACK_ERROR_FORMAT);
}

/* Rightly signed, and does not go together: refused with part and place. */
static void
test_content (void)
{
  static const struct
  {
    const char *part;
    const char *from;
    const char *to;
    const char *says;
  } wrong[] = {
    { "catalogue.json", "\"version\": \"2027.01\"", "\"version\": \"2027.02\"", "catalogue.json: /version" },
    { "catalogue.json", "\"valid_from\": \"2026-11-25\"", "\"valid_from\": \"2028-11-25\"", "catalogue.json: /valid_from" },
    { "catalogue.json", "\"path\": \"/seals/official/size\"", "\"path\": \"/seals/official/sizes\"", "catalogue.json: /matters" },
    { "seals.json", "\"id\": \"42\"", "\"id\": \"43\"", "seals.json: the form offers /seals/official/size" },
    { "templates/articles.json", "\"id\": \"articles\"", "\"id\": \"charter\"", "“articles” is to be signed" },
    { "templates/acceptance.json", "/case/submitted", "/case/submited", "templates/acceptance.json: /" },
    { "examples/two-shareholders.json", "\"outcome\": \"approved\"", "\"outcome\": \"review\"", "comes out as “approved” and not as “review”" },
    { "examples/two-shareholders.json", "\"day\": \"2026-12-01\"", "\"day\": \"2028-12-01\"", "two-shareholders.json: /day" },
    { "examples/two-shareholders.json", "\"/name/trade\": \"鲁西示例\"", "\"/name/trade\": \"中国\"", "comes out as “incomplete”" },
    { "examples/without-a-name.json", "limited-company-establishment", "no-such-matter", "without-a-name.json: /matter" },
    { "examples/without-a-name.json", "\"values\"", "\"valued\"", "without-a-name.json: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) parts = list_parts ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (YcPack) pack = NULL;
      g_autoptr (GError) error = NULL;

      change_part (parts, wrong[i].part, wrong[i].from, wrong[i].to);
      bytes = write_pack (parts);
      pack = yc_pack_read (bytes, &error);
      g_assert_no_error (error);
      g_assert_null (yc_pack_content_new (pack, &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, wrong[i].says));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/round", test_round);
  g_test_add_func ("/pack/cut", test_cut);
  g_test_add_func ("/pack/changed", test_changed);
  g_test_add_func ("/pack/signature", test_signature);
  g_test_add_func ("/pack/names", test_names);
  g_test_add_func ("/pack/manifest", test_manifest);
  g_test_add_func ("/pack/raw", test_raw);
  g_test_add_func ("/pack/content", test_content);
  return g_test_run ();
}
