/* yichuang-ctl hub status: how it stands with a hub, in words */
#pragma once

int yc_ctl_hub (int argc, char **argv);
