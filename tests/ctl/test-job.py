#!/usr/bin/python3
"""Physical work at a desk from outside: what died in the middle is listed and settled.

test-job.py BUILD SOURCE

A desk has its case approved, and starts the piece at a bench that takes nothing:
the program fails between start and done, as one that dies would. Then
`yichuang-ctl job` lists it, settles it for who has looked, and nobody else.
"""

import argparse
import importlib.util
import pathlib
import re
import subprocess
import sys

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
sys.path.append(str(SOURCE / 'tests/crash'))
spec = importlib.util.spec_from_file_location('job_sweep', SOURCE / 'tests/crash/job-sweep.py')
job_sweep = importlib.util.module_from_spec(spec)
spec.loader.exec_module(job_sweep)


class Yard(job_sweep.Yard):
    def job(self, *arguments):
        done = subprocess.run([self.program('yichuang-ctl'), 'job', *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def settle(self, desk, password, job, outcome):
        (self.folder / 'password').write_text(password + '\n')
        return self.job('settle', '--data', desk, '--hub', f'http://127.0.0.1:{self.port}', '--operator', 'C0301',
                        '--password-file', self.folder / 'password', job, outcome, '看过，缺角')


def check(holds, what):
    if not holds:
        raise job_sweep.Red(what)


def run(yard):
    hub, desk = yard.begin_run()
    yard.bench.mkdir()  # nothing can be written there
    done = subprocess.run([str(a) for a in yard.arguments(desk, '--finish', '--bench', yard.bench)], capture_output=True,
                          text=True, env=yard.environment, timeout=60)
    check(done.returncode == 1 and 'The bench could not be written to' in done.stdout, done.stdout + done.stderr)

    status, out, _ = yard.job('list', '--data', desk)
    check(status == 0 and len(out.splitlines()) == 1, out)
    found = re.match(r'([0-9a-f]{32})  (LC\d+) +started +营业执照正本  left when the program ended', out)
    check(found, out)

    job = found[1]
    status, _, err = yard.settle(desk, 'wrong', job, 'spoilt')
    check(status == 1 and err, 'a wrong password settles')
    status, _, err = yard.settle(desk, 'yichuang', '0' * 32, 'spoilt')
    check(status == 1 and 'no such job' in err, err)
    status, _, err = yard.settle(desk, 'yichuang', job, 'perhaps')
    check(status == 2, 'an unknown outcome is taken')
    status, out, err = yard.settle(desk, 'yichuang', job, 'spoilt')
    check(status == 0 and out == 'The hub has it\n', out + err)
    status, _, err = yard.settle(desk, 'yichuang', job, 'made')
    check(status == 1 and err, 'what is settled is settled again')

    status, out, _ = yard.job('list', '--data', desk)
    check(f'{job}  {found[2]}' in out and 'spoilt' in out, out)
    kinds = [op['kind'] for op, verdict in job_sweep.sweep.read_ops(yard.folder / 'run-hub')
             if verdict['outcome'] == 'applied']
    check(kinds[-3:] == ['job.start', 'job.unknown', 'job.settle'], kinds)
    status, _, err = yard.job('list', '--data', yard.folder / 'nowhere')
    check(status == 1 and not (yard.folder / 'nowhere').exists(), err)
    check(yard.job('list')[0] == 2, 'no folder is taken')
    yard.stop(hub)


def main():
    yard = Yard(argparse.Namespace(build=BUILD, source=SOURCE))
    print('1..1')
    try:
        yard.start_devices()
        yard.make_templates()
        run(yard)
        print('ok 1 what was left in doubt is listed and settled')
        return 0
    except job_sweep.Red as red:
        print(''.join(f'# {line}\n' for line in str(red).splitlines()), end='')
        print('not ok 1 what was left in doubt is listed and settled')
        return 1
    finally:
        yard.close()


if __name__ == '__main__':
    raise SystemExit(main())
