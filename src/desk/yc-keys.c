/* yc-keys.c: every key of the desk, once */

#include "yc-keys.h"

#include <glib/gi18n-lib.h>

#define ANYONE YC_ROLE_ANYONE
#define CASE_WORK (YC_ROLE_ANYONE & ~YC_ROLE_ADMINISTRATOR)
#define CLERK YC_ROLE_CLERK
#define COUNTER (YC_ROLE_CLERK | YC_ROLE_HELPER)

static const YcKey keys[] = {
  { "<Alt>1", "Alt+1", "win.page::today", N_("Today"), YC_KEYS_HIDDEN, CLERK },
  { "<Alt>2", "Alt+2", "win.page::case", N_("Case"), YC_KEYS_HIDDEN, CASE_WORK },
  { "<Alt>3", "Alt+3", "win.page::helper", N_("Helper"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "<Alt>4", "Alt+4", "win.page::review", N_("Review"), YC_KEYS_HIDDEN, YC_ROLE_REVIEWER },
  { "<Alt>5", "Alt+5", "win.page::hall", N_("Hall"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "<Alt>6", "Alt+6", "win.page::devices", N_("Devices"), YC_KEYS_HIDDEN, ANYONE },
  { "<Alt>7", "Alt+7", "win.page::line", N_("Line"), YC_KEYS_HIDDEN, ANYONE },
  { "<Alt>8", "Alt+8", "win.page::administration", N_("Administration"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },

  { "F2", "F2", "win.read-card", N_("Read ID card"), YC_KEYS_TODAY | YC_KEYS_CASE | YC_KEYS_DEVICES, COUNTER },
  { "F7", "F7", "win.call-next", N_("Call next"), YC_KEYS_TODAY | YC_KEYS_LINE | YC_KEYS_HELPER, COUNTER },
  { "<Control>r", "Ctrl+R", "win.recall", N_("Call again"), YC_KEYS_TODAY, CLERK },
  { "<Control>k", "Ctrl+K", "win.park", N_("Set aside"), YC_KEYS_TODAY, CLERK },
  { "<Control>m", "Ctrl+M", "win.no-show", N_("Did not come"), YC_KEYS_TODAY, CLERK },
  { "<Control>t", "Ctrl+T", "win.transfer", N_("Transfer"), YC_KEYS_TODAY, CLERK },
  { "<Control>e", "Ctrl+E", "win.close-ticket", N_("Finish"), YC_KEYS_TODAY, CLERK },
  { "<Control>d", "Ctrl+D", "win.issue-ticket", N_("Issue ticket"), YC_KEYS_TODAY, CLERK },
  { "<Control>n", "Ctrl+N", "win.add", N_("New"), YC_KEYS_TODAY | YC_KEYS_CASE, COUNTER },

  { "<Control>1", "Ctrl+1", "win.step(0)", N_("Identity"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>2", "Ctrl+2", "win.step(1)", N_("Form"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>3", "Ctrl+3", "win.step(2)", N_("Papers"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>4", "Ctrl+4", "win.step(3)", N_("Sign"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>5", "Ctrl+5", "win.step(4)", N_("Submit"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>6", "Ctrl+6", "win.step(5)", N_("Decision"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>7", "Ctrl+7", "win.step(6)", N_("Hand over"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>8", "Ctrl+8", "win.step(7)", N_("Rating"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>j", "Ctrl+J", "win.next-missing", N_("Next missing"), YC_KEYS_CASE, COUNTER },
  { "<Control>Page_Down", "Ctrl+PageDown", "win.turn(1)", N_("Next page of the form"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>Page_Up", "Ctrl+PageUp", "win.turn(-1)", N_("Page before"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>F1", "Ctrl+F1", "win.mend(0)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F2", "Ctrl+F2", "win.mend(1)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F3", "Ctrl+F3", "win.mend(2)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F4", "Ctrl+F4", "win.mend(3)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F5", "Ctrl+F5", "win.mend(4)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F6", "Ctrl+F6", "win.mend(5)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F7", "Ctrl+F7", "win.mend(6)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F8", "Ctrl+F8", "win.mend(7)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>F9", "Ctrl+F9", "win.mend(8)", N_("Take proposal"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>z", "Ctrl+Z", "win.undo", N_("Undo"), YC_KEYS_CASE, COUNTER },
  { "<Control>i", "Ctrl+I", "win.look", N_("Show personal data"), YC_KEYS_CASE, ANYONE },
  { "F3", "F3", "win.scan", N_("Scan"), YC_KEYS_CASE | YC_KEYS_DEVICES, COUNTER },
  { "<Shift>F3", "Shift+F3", "win.scan-anew", N_("Scan the page anew"), YC_KEYS_HIDDEN, COUNTER },
  { "F4", "F4", "win.sign", N_("Sign on the display"), YC_KEYS_CASE, COUNTER },
  { "F5", "F5", "win.print-receipt", N_("Print receipt"), YC_KEYS_CASE, COUNTER },
  { "<Control><Alt>1", "Ctrl+Alt+1", "win.receive(0)", N_("Corrected on the spot"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>2", "Ctrl+Alt+2", "win.receive(1)", N_("All points at once"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>3", "Ctrl+Alt+3", "win.receive(2)", N_("With something owed"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Alt>4", "Ctrl+Alt+4", "win.receive(3)", N_("Not accepted"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control>p", "Ctrl+P", "win.print-list", N_("Print hand-over list"), YC_KEYS_HIDDEN, COUNTER },
  { "<Control><Shift>p", "Ctrl+Shift+P", "win.documents", N_("Papers of the case"), YC_KEYS_CASE, COUNTER },
  { "F8", "F8", "win.seals", N_("Seals"), YC_KEYS_TODAY | YC_KEYS_CASE, COUNTER },
  { "F6", "F6", "win.pause", N_("Clock: stop, go on"), YC_KEYS_CASE, COUNTER },
  { "F9", "F9", "win.act", N_("This step"), YC_KEYS_CASE, COUNTER },
  { "<Shift>F9", "Shift+F9", "win.act-other", N_("This step, the other way"), YC_KEYS_HIDDEN, COUNTER },
  { "F12", "F12", "win.submit", N_("Submit (press twice)"), YC_KEYS_CASE, COUNTER },

  { "a", "A", "win.review::approve", N_("Approve"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "c", "C", "win.review::return", N_("Ask for correction"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "r", "R", "win.review::refuse", N_("Refuse"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "t", "T", "win.review::consult", N_("Consult"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "n", "N", "win.review::next", N_("Next case"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "p", "P", "win.review::papers", N_("Papers"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "v", "V", "win.review::reveal", N_("Show numbers"), YC_KEYS_REVIEW, YC_ROLE_REVIEWER },
  { "e", "E", "win.review::edit", N_("Change the words"), YC_KEYS_HIDDEN, YC_ROLE_REVIEWER },

  { "d", "D", "win.hall::today", N_("Today's figures"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "w", "W", "win.hall::week", N_("This week's figures"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "m", "M", "win.hall::month", N_("This month's figures"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "f", "F", "win.hall::dates", N_("From one date to another"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "1", "1", "win.hall::windows", N_("By window"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "2", "2", "win.hall::persons", N_("By person"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "3", "3", "win.hall::matters", N_("By matter"), YC_KEYS_HIDDEN, YC_ROLE_SUPERVISOR },
  { "p", "P", "win.hall::looks", N_("Who looked at personal data"), YC_KEYS_HALL, YC_ROLE_SUPERVISOR },
  { "b", "B", "win.hall::wall", N_("On the wall"), YC_KEYS_HALL, YC_ROLE_SUPERVISOR },
  { "x", "X", "win.hall::export", N_("Save as a table"), YC_KEYS_HALL, YC_ROLE_SUPERVISOR },

  { "1", "1", "win.administration::operators", N_("Operators"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "2", "2", "win.administration::windows", N_("Windows"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "3", "3", "win.administration::devices", N_("Devices"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "n", "N", "win.administration::add", N_("Add an operator"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "r", "R", "win.administration::roles", N_("Change the roles"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "l", "L", "win.administration::lock", N_("Lock the account"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "u", "U", "win.administration::unlock", N_("Unlock the account"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "d", "D", "win.administration::disable", N_("Disable the account"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "e", "E", "win.administration::end", N_("End the sign-ins"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "p", "P", "win.administration::reset", N_("Reset the password"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "n", "N", "win.administration::invite", N_("Enrolment code for a window"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "m", "M", "win.administration::rename", N_("Rename the device"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "w", "W", "win.administration::withdraw", N_("Withdraw the device"), YC_KEYS_HIDDEN, YC_ROLE_ADMINISTRATOR },
  { "f", "F", "win.administration::search", N_("Find an operator"), YC_KEYS_ADMINISTRATION, YC_ROLE_ADMINISTRATOR },
  { "a", "A", "win.administration::refresh", N_("Ask anew"), YC_KEYS_ADMINISTRATION, YC_ROLE_ADMINISTRATOR },

  { "n", "N", "win.helper::new", N_("New applicant"), YC_KEYS_HELPER, YC_ROLE_HELPER },
  { "f", "F", "win.helper::fill", N_("Fill in"), YC_KEYS_HELPER, YC_ROLE_HELPER },
  { "h", "H", "win.helper::code", N_("Hand-over code"), YC_KEYS_HELPER, YC_ROLE_HELPER },
  { "p", "P", "win.helper::print", N_("Print the card"), YC_KEYS_HELPER, YC_ROLE_HELPER },
  { "r", "R", "win.helper::call", N_("Record a call"), YC_KEYS_HELPER, YC_ROLE_HELPER },
  { "1", "1", "win.helper::list-1", N_("My firms"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "2", "2", "win.helper::list-2", N_("Asked for"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "3", "3", "win.helper::list-3", N_("Owed"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "4", "4", "win.helper::list-4", N_("To call"), YC_KEYS_HIDDEN, YC_ROLE_HELPER },
  { "<Control>g", "Ctrl+G", "win.take-over", N_("Take over by code"), YC_KEYS_TODAY | YC_KEYS_HELPER, COUNTER },

  { "<Control><Shift>r", "Ctrl+Shift+R", "win.retry", N_("Try again now"), YC_KEYS_LINE, ANYONE },
  { "<Control>f", "Ctrl+F", "win.search", N_("Search"), YC_KEYS_TODAY, CLERK },
  { "<Control><Shift>m", "Ctrl+Shift+M", "win.made", N_("Made by the simulated machines"), YC_KEYS_DEVICES, COUNTER },
  { "F11", "F11", "win.display", N_("Customer display"), YC_KEYS_HIDDEN, ANYONE },
  { "F1", "F1", "app.help", N_("Help"), YC_KEYS_EVERYWHERE, ANYONE },
  { "<Control>question", "Ctrl+?", "app.keys", N_("All keys"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>l", "Ctrl+L", "win.lock", N_("Lock the desk"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control><Shift>l", "Ctrl+Shift+L", "win.sign-out", N_("Sign out"), YC_KEYS_HIDDEN, ANYONE },
  { "<Control>q", "Ctrl+Q", "app.quit", N_("Quit"), YC_KEYS_HIDDEN, ANYONE },
};

/* Returns: (transfer none) (array length=ret_length): all keys, in the order they are shown */
const YcKey *
yc_keys_list (gsize *ret_length)
{
  *ret_length = G_N_ELEMENTS (keys);
  return keys;
}

/* Returns: (nullable) (transfer none): the key of a detailed action name */
const YcKey *
yc_keys_find (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].action, action))
      return &keys[i];
  return NULL;
}

void
yc_keys_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *accelerators[] = { keys[i].accelerator, NULL };

      /* A letter alone is for its page: it must not be taken from a field. */
      if (keys[i].accelerator[1] != '\0')
        gtk_application_set_accels_for_action (application, keys[i].action, accelerators);
    }
}
