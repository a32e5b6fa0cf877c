# Becomes a program that has a /tmp of its own, inside the mount namespace that it was started in:
#
#   sh isolated-storage.sh DIRECTORY PATH [MEGABYTES FOLDER NEEDED] -- PROGRAM [ARGUMENT...]
#
# With a size it first makes that /tmp. NEEDED are paths in the /tmp before, a line each, that are still to be
# found: then it is made on the empty FOLDER, so that they can be shown in it while they are within reach. Without a size the
# namespace has such a /tmp already. The program begins in DIRECTORY, and is the process that this was: whoever started it
# knows its number, and its group.
set -eu

# The function's own variables are the program's business: another PATH, and libraries that mount is not made for.
(
  PATH=$2
  unset LD_LIBRARY_PATH LD_PRELOAD
  if [ "$3" != -- ]; then
    options="size=${3}m,mode=1777"
    folder=$4
    IFS='
'
    set -f -- $5
    if [ $# = 0 ]; then
      mount -n -t tmpfs -o "$options" tmpfs /tmp
    else
      mount -n -t tmpfs -o "$options" tmpfs "$folder"
      cd "$folder"
      mkdir -p "$@"
      for needed; do mount -n -o rbind "/tmp/$needed" "$needed"; done
      mount -n -o rbind "$folder" /tmp
    fi
  fi
)

# The folder of that name is another one now.
cd "$1"
while [ "$1" != -- ]; do shift; done
shift
# Shells say where they are; the program was told all that it is to be told.
unset PWD OLDPWD
exec "$@"
