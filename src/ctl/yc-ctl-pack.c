/* yc-ctl-pack.c: yichuang-ctl pack key | make | check | show: for a publisher
 *
 *   pack key FILE                      makes a publisher's key where there is none; prints the public one
 *   pack make --key FILE --publisher NAME --catalogue FILE --templates DIR --examples DIR [--seals FILE] -o PACK
 *   pack check PACK [--trust KEY]      all that a hub asks of it, but for what the hub has already
 *   pack show PACK                     what is in it
 *
 * What is made is checked as it will be where it is taken in; what is not sound is
 * not written. Exit status: 0 good, 1 not, 2 wrong use.
 */

#include "yc-ctl-pack.h"

#include "yc-file.h"
#include "yc-pack-check.h"

#include <string.h>

#define FILE_MODE 0644

static char *option_key;
static char *option_publisher;
static char *option_catalogue;
static char *option_templates;
static char *option_examples;
static char *option_seals;
static char *option_output;
static char *option_trust;

static const GOptionEntry entries[] = {
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &option_key, "The publisher's secret key", "FILE" },
  { "publisher", 0, 0, G_OPTION_ARG_STRING, &option_publisher, "Who publishes it, for people", "NAME" },
  { "catalogue", 0, 0, G_OPTION_ARG_FILENAME, &option_catalogue, "The version of the form", "FILE" },
  { "templates", 0, 0, G_OPTION_ARG_FILENAME, &option_templates, "Its papers", "DIR" },
  { "examples", 0, 0, G_OPTION_ARG_FILENAME, &option_examples, "Cases to try it on", "DIR" },
  { "seals", 0, 0, G_OPTION_ARG_FILENAME, &option_seals, "Its profiles of seals", "FILE" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &option_output, "Where to write the pack", "PACK" },
  { "trust", 0, 0, G_OPTION_ARG_STRING, &option_trust, "The only key that counts", "BASE64" },
  { NULL },
};

static int
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return 1;
}

/* --- key --------------------------------------------------------------------- */

static YcKeyPair *
read_key (const char  *path,
          GError     **error)
{
  g_autoptr (GBytes) seed = yc_key_file_ensure (path, error);

  return seed != NULL ? yc_key_pair_new (g_bytes_get_data (seed, NULL)) : NULL;
}

static int
print_key (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcKeyPair) key = read_key (path, &error);
  g_autofree char *text = NULL;

  if (key == NULL)
    return fail (error);
  text = g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
  g_print ("%s\n", text);
  return 0;
}

/* --- make -------------------------------------------------------------------- */

static gboolean
add_file (GPtrArray   *parts,
          const char  *path,
          const char  *name,
          GError     **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_PACK_PART_BYTES_MAX, error);
  YcPackPart *part = bytes != NULL ? yc_pack_part_new (name, bytes, error) : NULL;

  if (part == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  g_ptr_array_add (parts, part);
  return TRUE;
}

static gboolean
add_folder (GPtrArray   *parts,
            const char  *path,
            const char  *folder,
            GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);

  if (dir == NULL)
    return FALSE;
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *part = g_strconcat (folder, "/", name, NULL);

      if (g_str_has_suffix (name, ".json") && !add_file (parts, file, part, error))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
build (const YcKeyPair  *key,
       GError          **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pack_part_free);
  g_autoptr (YcCatalogue) catalogue = NULL;

  if (!add_file (parts, option_catalogue, "catalogue.json", error))
    return NULL;
  catalogue = yc_catalogue_read (((YcPackPart *) g_ptr_array_index (parts, 0))->bytes, option_catalogue, error);
  if (catalogue == NULL || !add_folder (parts, option_templates, "templates", error) ||
      !add_folder (parts, option_examples, "examples", error) ||
      (option_seals != NULL && !add_file (parts, option_seals, "seals.json", error)))
    return NULL;
  return yc_pack_write (yc_catalogue_get_version (catalogue), option_publisher, parts, key, error);
}

static int
make (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcKeyPair) key = read_key (option_key, &error);
  g_autoptr (GBytes) bytes = key != NULL ? build (key, &error) : NULL;
  g_autoptr (YcPack) pack = bytes != NULL ? yc_pack_read (bytes, &error) : NULL;
  g_autoptr (YcPackContent) content = pack != NULL ? yc_pack_content_new (pack, &error) : NULL;

  if (content == NULL || !yc_file_write_durably (option_output, bytes, FILE_MODE, &error))
    return fail (error);
  g_print ("%s: form %s, %u papers, %u examples, %" G_GSIZE_FORMAT " bytes, SHA-256 %s\n", option_output, pack->version,
           content->templates->len, content->examples->len, g_bytes_get_size (bytes), pack->sha256);
  return 0;
}

/* --- check and show ------------------------------------------------------------ */

static YcPack *
read_pack (const char  *path,
           GError     **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_PACK_BYTES_MAX, error);

  return bytes != NULL ? yc_pack_read (bytes, error) : NULL;
}

static int
check (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPack) pack = read_pack (path, &error);
  g_autoptr (YcPackContent) content = NULL;
  g_autofree char *key = pack != NULL ? g_base64_encode (pack->key, YC_KEY_SIZE) : NULL;

  if (pack == NULL)
    return fail (error);
  if (option_trust != NULL && strcmp (key, option_trust) != 0)
    {
      g_printerr ("The pack is signed by another key: %s\n", key);
      return 1;
    }
  content = yc_pack_content_new (pack, &error);
  if (content == NULL)
    return fail (error);
  g_print ("sound: form %s by %s, %u papers, %u examples come out as they should\n", pack->version, pack->publisher,
           content->templates->len, content->examples->len);
  return 0;
}

static int
show (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPack) pack = read_pack (path, &error);
  g_autofree char *key = pack != NULL ? g_base64_encode (pack->key, YC_KEY_SIZE) : NULL;

  if (pack == NULL)
    return fail (error);
  g_print ("form      %s\npublisher %s\nkey       %s\nSHA-256   %s\n", pack->version, pack->publisher, key, pack->sha256);
  for (guint i = 0; i < pack->parts->len; i++)
    {
      const YcPackPart *part = g_ptr_array_index (pack->parts, i);

      g_print ("  %-40s %8" G_GSIZE_FORMAT "  %.16s…\n", part->name, g_bytes_get_size (part->bytes), part->sha256);
    }
  return 0;
}

static gboolean
can_make (void)
{
  return option_key != NULL && option_publisher != NULL && option_catalogue != NULL && option_templates != NULL &&
         option_examples != NULL && option_output != NULL;
}

int
yc_ctl_pack (int    argc,
             char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("key FILE | make | check PACK | show PACK — a version of the form with its papers, signed");

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error))
    {
      if (argc == 3 && strcmp (argv[1], "key") == 0)
        return print_key (argv[2]);
      if (argc == 2 && strcmp (argv[1], "make") == 0 && can_make ())
        return make ();
      if (argc == 3 && strcmp (argv[1], "check") == 0)
        return check (argv[2]);
      if (argc == 3 && strcmp (argv[1], "show") == 0)
        return show (argv[2]);
    }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_printerr ("Usage:\n"
              "  yichuang-ctl pack key FILE\n"
              "  yichuang-ctl pack make --key FILE --publisher NAME --catalogue FILE --templates DIR --examples DIR\n"
              "                         [--seals FILE] -o PACK\n"
              "  yichuang-ctl pack check PACK [--trust KEY]\n"
              "  yichuang-ctl pack show PACK\n");
  return 2;
}
