static void
yc_case_page_class_init (YcCasePageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/cn/yichuang/Desk/yc-case-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, title);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}
