/* yc-application.c: options, keys, and the counter's life
 *
 * The counter is opened after the window is on screen, and closed before the
 * program ends: the window never waits for a disk, and what the clerk saw
 * accepted is on disk when the program goes.
 *
 * Keys are in one table here, so that the shortcuts window, the key bar and
 * the accelerators cannot say different things.
 */

#include "yc-application.h"

#include "yc-counter.h"
#include "yc-credential-http.h"
#include "yc-help-window.h"
#include "yc-keys.h"
#include "yc-lock.h"
#include "yc-pulse.h"
#include "yc-window.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#define APP_ID "cn.yichuang.Desk"

struct _YcApplication
{
  AdwApplication parent_instance;

  char *data_dir;
  char *cipher;
  YcStoreKeyPlace key_place;
  char *hub_url;
  char *tls_ca;
  char *tls_cert;
  char *tls_key;
  char *enrol_code;
  char **devices;
  char *card_control;
  char **made;
  char *credential_url;
  char *credential_key;
  gboolean usb;
  int lock_after_minutes;
  int purge_after_days; /* 0: as set before */

  YcCounter *counter;
  YcWindow *window; /* (nullable): belongs to the application's list of windows */
};

G_DEFINE_FINAL_TYPE (YcApplication, yc_application, ADW_TYPE_APPLICATION)

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_counter_close_finish (YC_COUNTER (source), result, &error))
    g_warning ("The counter did not close well: %s", error->message);
  g_application_release (G_APPLICATION (self));
}

/* The window is gone; the program stays until the counter has closed. */
static void
window_gone_cb (gpointer data,
                GObject *gone)
{
  YcApplication *self = data;

  self->window = NULL;
  if (self->counter == NULL)
    return;
  g_application_hold (G_APPLICATION (self));
  yc_counter_close_async (self->counter, closed_cb, g_object_ref (self));
}

static void
enrolled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_counter_enrol_finish (YC_COUNTER (source), result, &error) && self->window != NULL)
    yc_window_show_problem (self->window, error->message);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (self->window == NULL)
    return;
  if (!yc_counter_open_finish (YC_COUNTER (source), result, &error))
    {
      yc_window_show_failure (self->window, error->message);
      return;
    }
  yc_pulse_set_counter (yc_pulse_get_default (), self->counter);
  yc_window_set_counter (self->window, self->counter, (guint) self->lock_after_minutes);
  if (self->enrol_code != NULL && !yc_counter_is_enrolled (self->counter))
    yc_counter_enrol_async (self->counter, self->enrol_code, g_get_host_name (), NULL,
                            enrolled_cb, g_object_ref (self));
}

/* Without one, there are still cards, passports and papers. */
static void
set_credentials (YcApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCredentialHttp) source = NULL;
  g_autoptr (GBytes) key = NULL;

  if (self->credential_url == NULL)
    return;
  key = self->credential_key != NULL ? yc_base64url_decode (self->credential_key) : NULL;
  if (key == NULL || g_bytes_get_size (key) != YC_KEY_SIZE)
    {
      g_warning ("--credential-key is missing or no key: e-licences are not asked for");
      return;
    }
  source = yc_credential_http_new (self->credential_url, &error);
  if (source == NULL)
    g_warning ("E-licences are not asked for: %s", error->message);
  else
    yc_counter_set_credentials (self->counter, YC_CREDENTIAL_SOURCE (source), g_bytes_get_data (key, NULL));
}

static void
open_counter (YcApplication *self)
{
  g_autofree char *fallback = g_build_filename (g_get_user_data_dir (), "yichuang", NULL);
  YcCounterOptions options = {
    .data_dir = self->data_dir != NULL ? self->data_dir : fallback,
    .key_place = self->key_place,
    .purge_days = (guint) self->purge_after_days,
    .cipher = self->cipher,
    .hub_url = self->hub_url,
    .tls_ca = self->tls_ca,
    .tls_certificate = self->tls_cert,
    .tls_key = self->tls_key,
    .devices = (const char *const *) self->devices,
    .usb = self->usb,
    .card_control = self->card_control,
    .made = (const char *const *) self->made,
  };

  self->counter = yc_counter_new ();
  set_credentials (self);
  yc_counter_open_async (self->counter, &options, NULL, opened_cb, g_object_ref (self));
}

static void
yc_application_activate (GApplication *application)
{
  YcApplication *self = YC_APPLICATION (application);

  if (self->window == NULL)
    {
      self->window = yc_window_new (ADW_APPLICATION (self));
      g_object_weak_ref (G_OBJECT (self->window), window_gone_cb, self);
      gtk_window_present (GTK_WINDOW (self->window));
      open_counter (self);
      return;
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/* Two desks with a folder each may run beside one another; the store's own
 * lock sees to it that they never share one. */
static int
yc_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  YcApplication *self = YC_APPLICATION (application);
  g_autofree char *key_from = NULL;
  gboolean usb;

  if (g_variant_dict_lookup (options, "data", "^ay", &self->data_dir))
    g_application_set_flags (application, G_APPLICATION_NON_UNIQUE);
  g_variant_dict_lookup (options, "cipher", "s", &self->cipher);
  g_variant_dict_lookup (options, "key-from", "s", &key_from);
  g_variant_dict_lookup (options, "hub", "s", &self->hub_url);
  g_variant_dict_lookup (options, "tls-ca", "^ay", &self->tls_ca);
  g_variant_dict_lookup (options, "tls-cert", "^ay", &self->tls_cert);
  g_variant_dict_lookup (options, "tls-key", "^ay", &self->tls_key);
  g_variant_dict_lookup (options, "enrol-code", "s", &self->enrol_code);
  g_variant_dict_lookup (options, "device", "^as", &self->devices);
  g_variant_dict_lookup (options, "card-control", "^ay", &self->card_control);
  g_variant_dict_lookup (options, "made", "^aay", &self->made);
  g_variant_dict_lookup (options, "credential", "s", &self->credential_url);
  g_variant_dict_lookup (options, "credential-key", "s", &self->credential_key);
  if (g_variant_dict_lookup (options, "no-usb", "b", &usb) && usb)
    self->usb = FALSE;
  g_variant_dict_lookup (options, "lock-after", "i", &self->lock_after_minutes);
  if (key_from != NULL && !yc_store_key_parse_place (key_from, &self->key_place))
    {
      g_printerr (_("--key-from wants file, keyring, credential or auto\n"));
      return EXIT_FAILURE;
    }
  if (g_variant_dict_lookup (options, "purge-after", "i", &self->purge_after_days) &&
      (self->purge_after_days < 1 || self->purge_after_days > YC_COUNTER_PURGE_DAYS_MAX))
    {
      g_printerr (_("--purge-after wants days, from 1 to %d\n"), YC_COUNTER_PURGE_DAYS_MAX);
      return EXIT_FAILURE;
    }
  if (self->lock_after_minutes < 0 || self->lock_after_minutes > YC_LOCK_AFTER_MINUTES_MAX)
    {
      g_printerr (_("--lock-after wants minutes, from 0 (never) to %d\n"), YC_LOCK_AFTER_MINUTES_MAX);
      return EXIT_FAILURE;
    }
  return -1;
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  YcApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
help_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  YcApplication *self = data;

  if (self->window != NULL)
    yc_help_window_present (GTK_WINDOW (self->window));
}

/* Made when it is asked for: GtkApplication would have it made before the first frame. */
static void
keys_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  YcApplication *self = data;
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *keys;

  if (self->window == NULL)
    return;
  builder = gtk_builder_new_from_resource ("/cn/yichuang/Desk/ui/keys.ui");
  keys = GTK_WINDOW (gtk_builder_get_object (builder, "keys_window"));
  gtk_window_set_transient_for (keys, GTK_WINDOW (self->window));
  gtk_window_present (keys);
}

static void
yc_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "help", .activate = help_cb },
    { .name = "keys", .activate = keys_cb },
  };

  G_APPLICATION_CLASS (yc_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  yc_keys_install (GTK_APPLICATION (application));
}

static void
yc_application_finalize (GObject *object)
{
  YcApplication *self = YC_APPLICATION (object);

  if (self->window != NULL)
    g_object_weak_unref (G_OBJECT (self->window), window_gone_cb, self);
  g_clear_object (&self->counter);
  g_free (self->data_dir);
  g_free (self->cipher);
  g_free (self->hub_url);
  g_free (self->tls_ca);
  g_free (self->tls_cert);
  g_free (self->tls_key);
  g_free (self->enrol_code);
  g_strfreev (self->devices);
  g_free (self->card_control);
  g_strfreev (self->made);
  g_free (self->credential_url);
  g_free (self->credential_key);
  G_OBJECT_CLASS (yc_application_parent_class)->finalize (object);
}

static void
yc_application_class_init (YcApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = yc_application_finalize;
  application_class->activate = yc_application_activate;
  application_class->startup = yc_application_startup;
  application_class->handle_local_options = yc_application_handle_local_options;
}

static void
yc_application_init (YcApplication *self)
{
  static const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep this desk's store in DIR"), N_("DIR") },
    { "cipher", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_("What the store is sealed with from now on: aes-256-gcm or sm4-gcm"), N_("CIPHER") },
    { "key-from", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_("Where a new store has its key: file, keyring, credential, or what the system has (auto)"), N_("PLACE") },
    { "hub", 0, 0, G_OPTION_ARG_STRING, NULL, N_("The hub to work with"), N_("URL") },
    { "tls-ca", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("The authority that the hub's certificate is believed by"), N_("PEM") },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("This desk's certificate"), N_("PEM") },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Its key, where it is not in the same file"), N_("PEM") },
    { "enrol-code", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Enrol this desk with a one-time code"), N_("CODE") },
    { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL,
      N_("Use a simulated device at socket:PATH (may be repeated)"), N_("ADDRESS") },
    { "card-control", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_("In a training hall, lay cards through a simulated reader's control socket"), N_("PATH") },
    { "made", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL,
      N_("In a training hall, show what a simulated machine puts into DIR (may be repeated)"), N_("DIR") },
    { "credential", 0, 0, G_OPTION_ARG_STRING, NULL, N_("The platform of e-licences and e-IDs"), N_("URL") },
    { "credential-key", 0, 0, G_OPTION_ARG_STRING, NULL, N_("The key that platform signs by"), N_("KEY") },
    { "lock-after", 0, 0, G_OPTION_ARG_INT, NULL,
      N_("Lock the desk after so many minutes without a key or the pointer (5; 0: never)"), N_("MINUTES") },
    { "purge-after", 0, 0, G_OPTION_ARG_INT, NULL,
      N_("Let ended cases leave this desk after so many days from now on (90)"), N_("DAYS") },
    { "usb", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Look for devices on USB (the default)"), NULL },
    { "no-usb", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Do not look for devices on USB"), NULL },
    { NULL }
  };

  self->usb = TRUE;
  self->key_place = YC_STORE_KEY_AUTO;
  self->lock_after_minutes = YC_LOCK_AFTER_MINUTES;
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self), _("The counter where a company is opened at one window."));
}

YcApplication *
yc_application_new (void)
{
  return g_object_new (YC_TYPE_APPLICATION, "application-id", APP_ID,
                       "resource-base-path", "/cn/yichuang/Desk", NULL);
}
