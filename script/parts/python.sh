# Sourced by the commands of this folder: finds a Python that is new enough and becomes it.
# It is plain sh, so that an old Python ends in a sentence and not in a syntax error.

run_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            exec "$name" "$@"
        fi
    done
    echo "Psychly needs Python 3.11 or newer; python3 here is $(python3 --version 2>/dev/null || echo missing)." >&2
    exit 1
}
