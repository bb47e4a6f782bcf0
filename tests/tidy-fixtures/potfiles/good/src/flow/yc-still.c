/* _("no") */
int macro_ (int a);
