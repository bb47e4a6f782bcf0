/* Shows the customer display by itself, with made-up content: to be looked at.
 *
 *   display-gallery PAGE [en] [large] [contrast] [dark] [FILE.pdf]
 *
 * PAGE is idle, check, consent, qr, rating, chosen, thanks, reading or writing. Ends with Ctrl-C. */

#include "yc-display-private.h"
#include "yc-display-window.h"
#include "yc-test-paper.h"

#include <adwaita.h>

static gboolean
has (char      **words,
     const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

static void
fill (YcDisplay *display)
{
  static const char *const labels[] = {
    "公司登记（备案）申请书", "公司章程", "住所（经营场所）使用证明", "法定代表人、董事、监事任职文件",
    "股东主体资格证明", "印章刻制委托书", "税务实名采集表", "社会保险登记表", "住房公积金单位登记表", "银行开户意愿书",
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    yc_display_add_item (G_LIST_STORE (yc_display_get_items (display)), "-", labels[i], i == 3 ? "2026-12-20" : NULL,
                         i < 3 ? YC_DISPLAY_DONE : i == 3 ? YC_DISPLAY_RUNNING : YC_DISPLAY_OPEN);
}

/* A paper to be read; for "writing" and "signed" as if it had been. */
static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcPdfPages) pages = yc_pdf_pages_open_finish (result, NULL);
  g_autoptr (YcSigning) signing = yc_signing_new (pages, "公司登记（备案）申请书", "张测试");
  YcDisplay *display = data;
  gint64 now = g_get_monotonic_time () / 1000;

  yc_display_ask_signature (display, signing);
  if (!g_object_get_data (G_OBJECT (display), "read"))
    return;
  for (guint i = 0; i < yc_pdf_pages_get_count (pages); i++)
    yc_signing_see (signing, i, 1, now += 1000);
  yc_signing_confirm_read (signing, now + 1000);
}

static void
show_paper (YcDisplay  *display,
            const char *path,
            gboolean    read)
{
  static const char *const lines[] = { "Company registration", "Zhang", NULL };
  YcWorker *worker = yc_pdf_pages_worker_new (); /* as long as the program */
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size = 0;

  if (path != NULL && g_file_get_contents (path, &contents, &size, NULL))
    bytes = g_bytes_new_take (g_steal_pointer (&contents), size);
  else
    bytes = yc_test_paper_new (lines, 3);
  g_object_set_data (G_OBJECT (display), "read", GINT_TO_POINTER (read));
  yc_pdf_pages_open_async (worker, bytes, NULL, opened_cb, display);
}

static const char *
find_file (char **words)
{
  for (; *words != NULL; words++)
    if (g_str_has_suffix (*words, ".pdf"))
      return *words;
  return NULL;
}

static void
show (YcDisplay *display,
      char     **words)
{
  yc_display_set_place (display, "聊城市政务服务中心", "3", has (words, "idle") ? "3-017" : NULL);
  fill (display);
  if (has (words, "consent"))
    yc_display_ask_consent (display, "张测试",
                            "本人同意由帮办人员王测试代为填写企业开办申请信息。所填内容由本人逐项核对，"
                            "并对真实性负责。本人已知悉，身份证号码、家庭住址、移动电话属于敏感个人信息，"
                            "仅用于本次企业开办的登记、刻章、税务、社保、医保、公积金和银行开户。");
  if (has (words, "qr"))
    yc_display_show_qr (display, "yichuang-credential:1:Zk3vQ8e2Tn6yR1xW5uP9sL4dC7bA0mHj", "张测试",
                        g_get_real_time () / 1000 + 118000);
  if (has (words, "rating") || has (words, "chosen") || has (words, "thanks"))
    yc_display_ask_rating (display);
  if (has (words, "thanks"))
    yc_display_rate (display, 1, NULL);
  if (has (words, "reading") || has (words, "writing"))
    show_paper (display, find_file (words), has (words, "writing"));
  yc_display_set_english (display, has (words, "en"));
  yc_display_set_large (display, has (words, "large"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (YcDisplay) display = yc_display_new ();
  g_autoptr (GtkCssProvider) css = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  YcDisplayWindow *window;

  adw_init ();
  if (has (argv, "dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/cn/yichuang/Desk/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  show (display, argv);
  window = yc_display_window_new (display, NULL);
  gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}
