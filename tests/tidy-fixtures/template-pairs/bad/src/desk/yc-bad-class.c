static void
class_init (void)
{
  gtk_widget_class_set_template_from_resource (w, "/cn/yichuang/Desk/yc-other-missing.ui");
}
