#!/usr/bin/env bash
# The checks of the code as it lies here pass.
exec "$CAMBIUM_SOURCE/scripts/check" "$CAMBIUM_BUILD"
