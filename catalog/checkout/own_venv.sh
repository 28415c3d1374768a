# For sh, to be read with ".": before a Python of a project runs, whether it is the user's own. What Python checks
# of these folders (made_folders.py) comes too late for the Python itself.

# Leave nothing on PATH that means another folder from place to place: a clone may hold a program called python3.
own_path() {
  own_left=$PATH: own_kept=
  while [ -n "$own_left" ]; do
    own_part=${own_left%%:*} own_left=${own_left#*:}
    case $own_part in /*) own_kept=$own_kept:$own_part ;; esac
  done
  PATH=${own_kept#:}
}

# own_venv FOLDER: whether FOLDER/.venv is the user's own; if not, says why on stderr and is false. FOLDER is absolute.
own_venv() {
  for own_made in "$1/.venv" "$1/.venv/bin"; do
    own_why=
    [ -e "$own_made" ] || [ -L "$own_made" ] || continue
    if [ -L "$own_made" ]; then
      own_why="is a link"
    elif [ ! -O "$own_made" ]; then
      own_why="belongs to another user"
    else
      case $(LC_ALL=C ls -ld "$own_made" 2>/dev/null) in
      ????????w*) own_why="can be written to by anybody" ;;
      ?????w*) [ "$(id -gn)" = "$(id -un)" ] && [ -G "$own_made" ] || own_why="can be written to by others of its group" ;;
      esac
    fi
    if [ -n "$own_why" ]; then
      echo "$own_made $own_why; it may have come with the clone, so nothing in it is run or read: remove it" >&2
      return 1
    fi
  done
  own_top=$1
  while [ -n "$own_top" ] && [ ! -e "$own_top/.git" ] && [ ! -L "$own_top/.git" ]; do own_top=${own_top%/*}; done
  if [ -n "$own_top" ] && [ -n "$(own_tracked "$1")" ]; then
    echo "$1/.venv is tracked by Git; it may have come with the clone, so nothing in it is run or read:" \
      "remove it (git rm -r --cached .venv)" >&2
    return 1
  fi
}

# What Git tracks of FOLDER/.venv, run in a subshell: git.py says what is switched off, and why.
own_tracked() {
  for own_name in $(env | sed -n 's/^\(GIT_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$own_name"; done
  cd "$1" && GIT_WORK_TREE=$own_top GIT_OPTIONAL_LOCKS=0 git --no-pager -c core.fsmonitor= -c core.hooksPath=/dev/null \
    -c safe.bareRepository=explicit -c 'safe.directory=*' ls-files -- ':(icase,literal).venv' 2>/dev/null
}
