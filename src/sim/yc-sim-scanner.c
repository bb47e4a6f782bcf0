/* yc-sim-scanner.c: a network scanner that speaks eSCL
 *
 * Mopria eSCL 2.1 as far as a driver asks: capabilities, status, a job, its
 * documents one after another, its end. Sheets lie in the feeder; each page
 * that is given has left it, and what a jam or an open cover holds back stays.
 *
 *   load N            puts N sheets into the feeder
 *   refill N          N sheets whenever a job finds it empty; 0 ends it
 *   jam N, clear      jams at the N-th page from now; the paper is taken out
 *   cover-open, cover-close
 *   slow MS           each page takes so long; 0 ends it
 *   garbage, cut, huge  the next page is no JPEG; ends half way; is too large
 *   silent, speak     answers no page; answers again
 *   busy, free        takes no job
 *   skew DEGREES      how sheets lie from now on
 *   blank N           the N-th page of each sheet count is empty; 0 ends it
 */

#include "yc-sim-scanner.h"

#include "yc-sim-page.h"

#include <libsoup/soup.h>
#include <string.h>

#define JPEG_MAX_BYTES 0x2000000
#define REQUEST_MAX_BYTES 65536
#define SLOW_MAX_MS 60000
#define AREA_UNITS_PER_INCH 300 /* eSCL's "three hundredths of inches" */
#define HUGE_DOTS 30000
#define CONNECTIONS_MAX 16
#define IDLE_MAX_S 120

typedef struct
{
  guint width, height; /* dots */
  guint dpi;
  gboolean gray;
  gboolean feeder;
  gboolean duplex;
} Job;

struct _YcSimScanner
{
  SoupServer *soup;
  GSocketService *service;
  guint *connections;  /* open ones; outlived by them: counted references */
  GPtrArray *files;    /* (nullable): of GBytes */
  guint feeder;        /* pages that still lie in it, both sides counted in duplex */
  guint refill;
  guint given;         /* pages since the feeder was loaded */
  guint jobs;
  gboolean job_open;
  gboolean job_given;  /* a page of it */
  Job job;
  guint jam_at;        /* pages from now; 0: none */
  gboolean jammed;
  gboolean cover_open;
  gboolean busy;
  gboolean silent;
  gboolean garbage;
  gboolean cut;
  gboolean huge;
  guint slow_ms;
  guint blank_every;
  double skew;
  GPtrArray *waiting;  /* of SoupServerMessage: paused while silent or slow */
};

static const char caps_frame[] =
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
  "<scan:ScannerCapabilities xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\""
  " xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\"><pwg:Version>2.63</pwg:Version>"
  "<pwg:MakeAndModel>Yichuang Training Scanner</pwg:MakeAndModel><pwg:SerialNumber>SIM1</pwg:SerialNumber>"
  "<scan:Platen><scan:PlatenInputCaps>%s</scan:PlatenInputCaps></scan:Platen>"
  "<scan:Adf><scan:AdfSimplexInputCaps>%s</scan:AdfSimplexInputCaps>"
  "<scan:AdfDuplexInputCaps>%s</scan:AdfDuplexInputCaps><scan:FeederCapacity>50</scan:FeederCapacity>"
  "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption><scan:AdfOption>Duplex</scan:AdfOption>"
  "</scan:AdfOptions></scan:Adf></scan:ScannerCapabilities>";

static const char status_frame[] =
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
  "<scan:ScannerStatus xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\""
  " xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\"><pwg:Version>2.63</pwg:Version>"
  "<pwg:State>%s</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>";

static char *
dup_input_caps (void)
{
  static const guint resolutions[] = { 75, 100, 150, 200, 300, 600 };
  GString *text = g_string_new ("<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>"
                                "<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>4200</scan:MaxHeight>"
                                "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
                                "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>"
                                "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>"
                                "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>"
                                "<scan:SupportedResolutions><scan:DiscreteResolutions>");

  for (gsize i = 0; i < G_N_ELEMENTS (resolutions); i++)
    g_string_append_printf (text, "<scan:DiscreteResolution><scan:XResolution>%u</scan:XResolution>"
                            "<scan:YResolution>%u</scan:YResolution></scan:DiscreteResolution>",
                            resolutions[i], resolutions[i]);
  g_string_append (text, "</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile>"
                   "</scan:SettingProfiles>");
  return g_string_free (text, FALSE);
}

static void
answer_xml (SoupServerMessage *message,
            char              *xml)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/xml", SOUP_MEMORY_TAKE, xml, strlen (xml));
}

static void
answer_caps (SoupServerMessage *message)
{
  g_autofree char *input = dup_input_caps ();

  answer_xml (message, g_strdup_printf (caps_frame, input, input, input));
}

static const char *
get_feeder_state (YcSimScanner *self)
{
  if (self->jammed)
    return "ScannerAdfJam";
  if (self->cover_open)
    return "ScannerAdfDoorOpen";
  return self->feeder > 0 ? "ScannerAdfLoaded" : "ScannerAdfEmpty";
}

static void
answer_status (YcSimScanner      *self,
               SoupServerMessage *message)
{
  answer_xml (message, g_strdup_printf (status_frame, self->busy ? "Processing" : "Idle", get_feeder_state (self)));
}

/* --- a job ---------------------------------------------------------------- */

/* The text of the first element that is called so, whatever its prefix. */
static char *
dup_element (const char *xml,
             const char *name)
{
  g_autofree char *start = g_strconcat (":", name, ">", NULL);
  const char *from = strstr (xml, start);
  const char *to = from != NULL ? strchr (from, '<') : NULL;

  return to != NULL ? g_strndup (from + strlen (start), (gsize) (to - from) - strlen (start)) : NULL;
}

static guint
read_number (const char *xml,
             const char *name,
             guint       least,
             guint       most,
             guint       fallback)
{
  g_autofree char *text = dup_element (xml, name);
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL))
    return fallback;
  return (guint) number;
}

static gboolean
says (const char *xml,
      const char *name,
      const char *what)
{
  g_autofree char *text = dup_element (xml, name);

  return g_strcmp0 (text, what) == 0;
}

static void
read_job (const char *xml,
          Job        *job)
{
  job->dpi = read_number (xml, "XResolution", 75, 600, 300);
  job->width = read_number (xml, "Width", 16, 2550, 2480) * job->dpi / AREA_UNITS_PER_INCH;
  job->height = read_number (xml, "Height", 16, 4200, 3508) * job->dpi / AREA_UNITS_PER_INCH;
  job->gray = says (xml, "ColorMode", "Grayscale8");
  job->feeder = says (xml, "InputSource", "Feeder");
  job->duplex = says (xml, "Duplex", "true");
}

static void
begin_job (YcSimScanner      *self,
           SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *xml = g_strndup (body->data != NULL ? body->data : "", MIN ((gsize) body->length, REQUEST_MAX_BYTES));
  g_autofree char *where = NULL;

  read_job (xml, &self->job);
  if (self->job.feeder && self->feeder == 0 && self->refill > 0)
    {
      self->feeder = self->refill;
      self->given = 0;
    }
  if (self->busy)
    soup_server_message_set_status (message, 503, NULL);
  else if (self->job.feeder && (self->jammed || self->cover_open || self->feeder == 0))
    soup_server_message_set_status (message, 409, NULL);
  else
    {
      if (self->job.duplex && self->given == 0)
        self->feeder *= 2;
      self->job_open = TRUE;
      self->job_given = FALSE;
      where = g_strdup_printf ("/eSCL/ScanJobs/%u", ++self->jobs);
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", where);
      soup_server_message_set_status (message, 201, NULL);
    }
}

static GBytes *
make_page (YcSimScanner *self,
           guint         number,
           GError      **error)
{
  YcSimPage page = {
    .number = number, .width = self->job.width, .height = self->job.height, .dpi = self->job.dpi,
    .gray = self->job.gray, .skew = self->skew,
    .blank = self->blank_every > 0 && number % self->blank_every == 0,
  };

  if (self->files != NULL)
    return g_bytes_ref (g_ptr_array_index (self->files, (number - 1) % self->files->len));
  if (self->huge)
    page = (YcSimPage) { .number = number, .width = HUGE_DOTS, .height = 40, .dpi = 300, .gray = TRUE, .blank = TRUE };
  return yc_sim_page_draw (&page, error);
}

/* Spoils it where that was asked for. */
static GBytes *
spoil (YcSimScanner *self,
       GBytes       *jpeg)
{
  GBytes *spoiled = jpeg;

  if (self->garbage)
    spoiled = g_bytes_new_static ("This is no picture.", 19);
  else if (self->cut)
    spoiled = g_bytes_new_from_bytes (jpeg, 0, g_bytes_get_size (jpeg) / 2);
  if (spoiled != jpeg)
    g_bytes_unref (jpeg);
  self->garbage = self->cut = self->huge = FALSE;
  return spoiled;
}

static void
answer_page (YcSimScanner      *self,
             SoupServerMessage *message)
{
  g_autoptr (GError) error = NULL;
  GBytes *jpeg = make_page (self, self->job.feeder ? self->given + 1 : 1, &error);

  if (jpeg == NULL)
    {
      g_printerr ("yichuang-sim: %s\n", error->message);
      soup_server_message_set_status (message, 500, NULL);
      return;
    }
  jpeg = spoil (self, jpeg);
  if (self->job.feeder)
    {
      self->feeder--;
      self->given++;
    }
  self->job_given = TRUE;
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), "image/jpeg", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), jpeg);
  soup_message_body_complete (soup_server_message_get_response_body (message));
  g_bytes_unref (jpeg);
}

/* The next page, or why there is none. */
static void
next_page (YcSimScanner      *self,
           SoupServerMessage *message)
{
  if (self->jam_at > 0 && self->job.feeder && --self->jam_at == 0)
    self->jammed = TRUE;
  if (!self->job_open || (self->job_given && (!self->job.feeder || (self->feeder == 0 && !self->jammed))))
    soup_server_message_set_status (message, 404, NULL);
  else if (self->job.feeder && (self->jammed || self->cover_open || self->feeder == 0))
    soup_server_message_set_status (message, 409, NULL);
  else
    answer_page (self, message);
}

typedef struct
{
  YcSimScanner *scanner;
  SoupServerMessage *message;
} Late;

static gboolean
late_cb (gpointer data)
{
  Late *late = data;

  if (g_ptr_array_remove_fast (late->scanner->waiting, late->message))
    {
      next_page (late->scanner, late->message);
      soup_server_message_unpause (late->message);
    }
  return G_SOURCE_REMOVE;
}

static void
ask_page (YcSimScanner      *self,
          SoupServerMessage *message)
{
  Late *late;

  if (!self->silent && self->slow_ms == 0)
    {
      next_page (self, message);
      return;
    }
  soup_server_message_pause (message);
  g_ptr_array_add (self->waiting, g_object_ref (message));
  if (self->silent)
    return;
  late = g_new (Late, 1);
  *late = (Late) { self, message };
  g_timeout_add_full (G_PRIORITY_DEFAULT, self->slow_ms, late_cb, late, g_free);
}

static void
finished_cb (YcSimScanner      *self,
             SoupServerMessage *message)
{
  g_ptr_array_remove_fast (self->waiting, message);
}

static void
handler_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  YcSimScanner *self = data;
  const char *method = soup_server_message_get_method (message);

  g_signal_connect_swapped (message, "finished", G_CALLBACK (finished_cb), self);
  if (g_str_equal (method, "GET") && g_str_equal (path, "/eSCL/ScannerCapabilities"))
    answer_caps (message);
  else if (g_str_equal (method, "GET") && g_str_equal (path, "/eSCL/ScannerStatus"))
    answer_status (self, message);
  else if (g_str_equal (method, "POST") && g_str_equal (path, "/eSCL/ScanJobs"))
    begin_job (self, message);
  else if (g_str_equal (method, "GET") && g_str_has_suffix (path, "/NextDocument"))
    ask_page (self, message);
  else if (g_str_equal (method, "DELETE") && g_str_has_prefix (path, "/eSCL/ScanJobs/"))
    {
      g_autofree char *newest = g_strdup_printf ("/eSCL/ScanJobs/%u", self->jobs);

      /* One that is told late is about a job that is over. */
      self->job_open = self->job_open && !g_str_equal (path, newest);
      soup_server_message_set_status (message, 200, NULL);
    }
  else
    soup_server_message_set_status (message, 404, NULL);
}

/* --- pages from a folder -------------------------------------------------- */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
load_files (YcSimScanner *self,
            const char   *folder,
            GError      **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && names->len < YC_SIM_SCANNER_PAGES_MAX)
    if (g_str_has_suffix (name, ".jpg"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  if (dir == NULL)
    return FALSE;
  g_ptr_array_sort (names, compare_names);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize size;

      if (!g_file_get_contents (g_ptr_array_index (names, i), &text, &size, error))
        return FALSE;
      g_ptr_array_add (self->files, g_bytes_new_take (text, size));
    }
  if (self->files->len > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No *.jpg in %s", folder);
  return FALSE;
}

static void
connection_gone_cb (gpointer data,
                    GObject *was)
{
  guint *connections = data;

  (*connections)--;
  g_rc_box_release (connections);
}

/* SoupServer's own listening keeps a little of every connection it ever had, so
 * connections are brought to it. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  YcSimScanner *self = data;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);

  if (*self->connections >= CONNECTIONS_MAX)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), IDLE_MAX_S);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), address, address, NULL))
    return TRUE;
  (*self->connections)++;
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, g_rc_box_acquire (self->connections));
  return TRUE;
}

YcSimScanner *
yc_sim_scanner_new (const char  *pages,
                    GError     **error)
{
  g_autoptr (YcSimScanner) self = g_new0 (YcSimScanner, 1);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  self->connections = g_rc_box_new0 (guint);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  if (pages != NULL && !load_files (self, pages, error))
    return NULL;
  if (self->files != NULL)
    self->feeder = self->files->len;
  return g_steal_pointer (&self);
}

void
yc_sim_scanner_free (YcSimScanner *self)
{
  g_ptr_array_set_size (self->waiting, 0);
  g_socket_service_stop (self->service);
  soup_server_disconnect (self->soup);
  /* Connections that are closed let their messages go when they are told so. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->soup);
  g_rc_box_release (self->connections);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

/**
 * yc_sim_scanner_listen:
 * @address: "127.0.0.1:PORT"; port 0 draws one
 * @ret_port: (out): which one it is
 * @error: of %G_IO_ERROR; INVALID_ARGUMENT for an address that is not this machine's own
 */
gboolean
yc_sim_scanner_listen (YcSimScanner *self,
                       const char   *address,
                       guint        *ret_port,
                       GError      **error)
{
  g_autoptr (GSocketConnectable) network = g_network_address_parse (address, 0, error);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) effective = NULL;

  if (network == NULL)
    return FALSE;
  wanted = g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (network)),
                                                  g_network_address_get_port (G_NETWORK_ADDRESS (network)));
  if (wanted == NULL ||
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (wanted))))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not a loopback address", address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/* --- the script ----------------------------------------------------------- */

/* Those who wait are answered now. */
static void
speak (YcSimScanner *self)
{
  self->silent = FALSE;
  while (self->waiting->len > 0)
    {
      g_autoptr (SoupServerMessage) message = g_object_ref (g_ptr_array_index (self->waiting, 0));

      g_ptr_array_remove_index (self->waiting, 0);
      next_page (self, message);
      soup_server_message_unpause (message);
    }
}

static gboolean
tell_plain (YcSimScanner *self,
            const char   *word)
{
  const struct
  {
    const char *word;
    gboolean *flag;
    gboolean value;
  } words[] = {
    { "clear", &self->jammed, FALSE },          { "cover-open", &self->cover_open, TRUE },
    { "cover-close", &self->cover_open, FALSE }, { "garbage", &self->garbage, TRUE },
    { "cut", &self->cut, TRUE },                { "huge", &self->huge, TRUE },
    { "silent", &self->silent, TRUE },          { "busy", &self->busy, TRUE },
    { "free", &self->busy, FALSE },
  };

  if (g_str_equal (word, "speak"))
    {
      speak (self);
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word))
      {
        *words[i].flag = words[i].value;
        return TRUE;
      }
  return FALSE;
}

static gboolean
tell_number (YcSimScanner *self,
             const char   *word,
             const char   *text)
{
  guint64 number;
  char *end;

  if (g_str_equal (word, "skew"))
    {
      self->skew = g_ascii_strtod (text, &end);
      return end != text && *end == '\0';
    }
  if (!g_ascii_string_to_unsigned (text, 10, 0, SLOW_MAX_MS, &number, NULL))
    return FALSE;
  if (g_str_equal (word, "slow"))
    self->slow_ms = (guint) number;
  else if (number > YC_SIM_SCANNER_PAGES_MAX)
    return FALSE;
  else if (g_str_equal (word, "load"))
    {
      self->feeder = (guint) number;
      self->given = 0;
    }
  else if (g_str_equal (word, "refill"))
    self->refill = (guint) number;
  else if (g_str_equal (word, "jam"))
    self->jam_at = (guint) number;
  else if (g_str_equal (word, "blank"))
    self->blank_every = (guint) number;
  else
    return FALSE;
  return TRUE;
}

gboolean
yc_sim_scanner_tell (YcSimScanner *self,
                     const char   *line,
                     GError      **error)
{
  g_autofree char *plain = g_strstrip (g_strdup (line));
  g_auto (GStrv) words = g_strsplit (plain, " ", 3);

  if (*plain == '\0' || *plain == '#' || (words[1] == NULL && tell_plain (self, words[0])) ||
      (words[1] != NULL && words[2] == NULL && tell_number (self, words[0], words[1])))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not a line of a scanner's script: “%s”", line);
  return FALSE;
}
