"""The AWS CLI in one process: takes a command's arguments as a JSON list on each line, and prints what came of it.

Each answer is {"status": exit status, "out": standard output, "err": standard error}. A process for each command would
spend most of a test on loading.
"""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver

for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = create_clidriver().main(json.loads(line))
        except SystemExit as end:
            status = end.code
    print(json.dumps({"status": status, "out": out.getvalue(), "err": err.getvalue()}), flush=True)
