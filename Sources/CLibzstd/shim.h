// Gives Swift the stable part of libzstd's interface; no logic.
#pragma once

#include <zstd.h>
#include <zstd_errors.h>
