#!/bin/sh
# SPDX-License-Identifier: MIT
# The real addons under `make check`: all of them, on every engine.
exec "$(dirname "$0")/run" --tap
