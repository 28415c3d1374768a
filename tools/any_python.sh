# For sh, in the project's folder: prints the path of a Python that runs, of whatever version; catalog/setup looks
# for the right one by itself. That of .venv is the quickest to find; it is refused, with the reason on stderr and
# status 2, where it may have come with the clone. A name on PATH may be a shim that leads nowhere.
. ./catalog/checkout/own_venv.sh
own_path
if [ -e .venv ] || [ -L .venv ]; then
  own_reason=$(own_venv "$(pwd -P)" 2>&1) || { echo "setup: $own_reason" >&2; exit 2; }
fi
for python in .venv/bin/python "$PYTHON" python3 python3.13 python3.12 python3.11; do
  if [ -n "$python" ] && "$python" -I -c pass >/dev/null 2>&1; then
    command -v "$python"
    exit 0
  fi
done
echo "setup: no Python found; install Python 3.11, 3.12 or 3.13: https://www.python.org/downloads/" >&2
exit 2
