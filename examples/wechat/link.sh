#!/bin/sh
# rust-lld as this module needs it. rustc always exports two Globals for JavaScript glue, which fail on iOS and which
# nothing here uses. Short relocations save 6 %.
for argument do
  shift
  case $argument in
    --export=__heap_base | --export=__data_end) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "$RUST_LLD" "$@" --compress-relocations
