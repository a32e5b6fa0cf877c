# Becomes a program that has a /tmp of its own, inside the mount namespace that it was started in:
#
#   sh isolated-storage.sh DIRECTORY PATH [MEGABYTES FOLDER NEEDED...] -- PROGRAM [ARGUMENT...]
#
# With a size it first makes that /tmp, on an empty FOLDER to begin with, so that what the program NEEDs of the /tmp before
# can still be shown in it. Without one the namespace has it already. The program begins in DIRECTORY, and is the process
# that this was: whoever started it knows its number, and its group.
set -eu

# The function's own variables are the program's business: another PATH, and libraries that mount is not made for.
(
  PATH=$2
  unset LD_LIBRARY_PATH LD_PRELOAD
  shift 2
  if [ "$1" != -- ]; then
    folder=$2
    mount -n -t tmpfs -o "size=${1}m,mode=1777" tmpfs "$folder"
    shift 2
    for needed; do
      if [ "$needed" = -- ]; then break; fi
      mkdir -p "$folder/${needed#/tmp/}"
      mount -n -o rbind "$needed" "$folder/${needed#/tmp/}"
    done
    mount -n -o rbind "$folder" /tmp
  fi
)

# The folder of that name is another one now.
cd "$1"
while [ "$1" != -- ]; do shift; done
shift
# Shells say where they are; the program was told all that it is to be told.
unset PWD OLDPWD
exec "$@"
