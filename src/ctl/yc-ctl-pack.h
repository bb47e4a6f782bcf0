#pragma once

int yc_ctl_pack (int argc, char **argv);
