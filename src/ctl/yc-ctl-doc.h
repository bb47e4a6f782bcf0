#pragma once

int yc_ctl_doc (int    argc,
                char **argv);
