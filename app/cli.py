"""The commands: what they are called, what they take, and how they answer.

Exit codes: 0 done; 2 unusable input, said in one sentence; 3 the plan has a stop, or the log a
fault; 1 a fault of ours.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.core.refused import Refused
from app.folder import LOG_NAME, data_folder

DONE, FAULT, UNUSABLE, STOPPED = 0, 1, 2, 3


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(f"{self.prog}: {message}. “{self.prog} --help” shows what it takes.")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        chosen = _parser().parse_args(arguments)
        return int(chosen.run(chosen))
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    # Not the same option twice: a default of the first would hide what stands before a command.
    data = _Parser(add_help=False)
    data.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="the data folder")
    parser = _Parser(
        prog="umbra",
        description="Compounding assistant. Without a command it opens the window.",
    )
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    parser.add_argument("--version", action="version", version=f"umbra {__version__}")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[data], help=words, description=words)

    _plan(command("plan", "compute a plan without opening a preparation"))
    made = command("demo", "walk the sample order through the real window, unattended")
    made.add_argument("--out", required=True, metavar="DIR")
    made.set_defaults(run=_demo)
    made = command("practice", "open the window to practise in: drills, scored, for no patient")
    made.set_defaults(run=_practice)
    made = command("import", "read orders (FHIR R4 bundle, HL7 v2 RDE^O11) into the worklist")
    made.add_argument("files", nargs="+", metavar="FILE", type=Path)
    made.set_defaults(run=_import)
    made = command("open", "open order files in Umbra's window, in the one that runs if any does")
    made.add_argument("files", nargs="*", metavar="FILE", type=Path)
    made.set_defaults(run=_open)
    made = command("verify", "check the chain, replay every preparation, recompute every dose")
    made.add_argument("log", nargs="?", metavar="LOG", type=Path)
    made.set_defaults(run=_verify)
    made = command("record", "write the compounding record of a preparation as PDF")
    made.add_argument("number", metavar="ID")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.set_defaults(run=_record)
    made = command("formulation", "write the master formulation record of a monograph as PDF")
    made.add_argument("monograph", metavar="MONOGRAPH", help="such as besponsa-us")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.set_defaults(run=_formulation)
    _label(command("label", "say whether what bears a label is fit for use, and what is left"))
    made = command("key", "print the fingerprint of the key that labels here are signed with")
    made.set_defaults(run=_key)
    made = command("recall", "write every preparation and patient that a lot went to")
    made.add_argument("lot", metavar="LOT")
    made.add_argument("--gtin", default="", metavar="GTIN", help="only this product, 14 digits")
    made.add_argument("--out", required=True, metavar="FILE.pdf|.csv", type=Path)
    made.set_defaults(run=_recall)
    made = command("course", "write a patient's course as JSON, for --history and for import")
    made.add_argument("mrn", metavar="MRN")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.set_defaults(run=_course)
    _waste(command("waste", "write what was given and discarded, by month or by vial"))
    made = command("day-sheet", "write what is prepared on a day, in the order of the hood")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.add_argument("--on", metavar="YYYY-MM-DD", help="another day than today")
    made.set_defaults(run=_day_sheet)
    made = command("backup", "copy the log as it is now, also while Umbra runs")
    made.add_argument("file", metavar="FILE", type=Path)
    made.set_defaults(run=_backup)
    made = command("restore", "make the log from a backup, which is verified first")
    made.add_argument("file", metavar="FILE", type=Path)
    made.set_defaults(run=_restore)
    made = command("scanner-sheet", "write the page of codes that a scanner is learned from")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.add_argument("--paper", choices=("letter", "A4"), default="letter")
    made.set_defaults(run=_scanner_sheet)
    made = command("command-sheet", "write the sheet of codes to scan instead of keys")
    made.add_argument("--out", required=True, metavar="FILE", type=Path)
    made.add_argument("--paper", choices=("letter", "A4"), default="letter")
    made.set_defaults(run=_command_sheet)
    made = command("self-check", "open every resource, write a throw-away log, prove a label")
    made.set_defaults(run=_self_check)
    _licences(command("licences", "list the licences inside, or print their texts"))
    return parser


def _plan(parser: argparse.ArgumentParser) -> None:
    from app import plan_command

    plan_command.add_arguments(parser)
    parser.set_defaults(run=_plan_now)


def _plan_now(chosen: argparse.Namespace) -> int:
    from app import plan_command

    return plan_command.run(chosen, sys.stdout)


def _window(chosen: argparse.Namespace) -> int:
    from app.start import open_window

    return open_window(chosen.data)


def _practice(chosen: argparse.Namespace) -> int:
    from app.start import open_practice

    return open_practice(chosen.data)


def _demo(chosen: argparse.Namespace) -> int:
    from app.ui.demo import run_demo

    out = Path(chosen.out).expanduser().absolute()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"{out} cannot be made: {error.strerror}. Choose another folder with --out."
        ) from error
    folder = data_folder(chosen.data) if chosen.data is not None else out / "data"
    run_demo(folder, out)
    return DONE


def _import(chosen: argparse.Namespace) -> int:
    from app.clock import SystemClock
    from app.workplace import Workplace

    code = DONE
    work = Workplace.open(data_folder(chosen.data), SystemClock())
    try:
        for file in chosen.files:
            try:
                for stream in work.import_file(file, f"{_user()} (command line)"):
                    print(f"imported {_told(stream)} from {file}")
            except Refused as refused:
                print(refused.sentence, file=sys.stderr)
                code = UNUSABLE
    finally:
        for told in (work.time.tell(), work.close()):
            if told:
                print(told, file=sys.stderr)
    return code


def _open(chosen: argparse.Namespace) -> int:
    from app.open_command import run

    return run(chosen.data, data_folder(chosen.data), chosen.files, sys.stdout)


def _told(stream: str) -> str:
    kind, _, name = stream.partition("/")
    return name if kind == "order" else f"the course of MRN {name}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "someone"


def _log_of(chosen: argparse.Namespace) -> Path:
    return data_folder(chosen.data) / LOG_NAME


def _verify(chosen: argparse.Namespace) -> int:
    from app.store import Log
    from app.verification import verify

    path = chosen.log or _log_of(chosen)
    if path.is_dir():
        path = path / LOG_NAME
    with Log.read(path) as log:
        verdict = verify(log)
    for fault in verdict.faults:
        print(fault, file=sys.stderr)
    if verdict.faults:
        return STOPPED
    print(
        f"{path}: sound. {verdict.facts:,} facts, {verdict.preparations:,} preparations "
        f"replayed and recomputed; head {verdict.head}"
    )
    return DONE


def _record(chosen: argparse.Namespace) -> int:
    from app.preparations import PREFIX, preparation_in, stamped
    from app.printing import put_out_document
    from app.records import compounding_record
    from app.site import site_of
    from app.store import Log

    with Log.read(_log_of(chosen)) as log:
        history = log.history(PREFIX + chosen.number)
        site, head = site_of(log), log.head()
        if not history or site is None or head is None:
            raise Refused(f"There is no preparation {chosen.number} in {log.path}.")
        facts = tuple(stamped(row) for row in history)
        document = compounding_record(preparation_in(log, history), facts, site, head.hash)
    put_out_document(document, chosen.out.expanduser().absolute())
    print(f"written: {chosen.out}")
    return DONE


def _formulation(chosen: argparse.Namespace) -> int:
    from app.formulation_command import run

    out = chosen.out.expanduser().absolute()
    return run(data_folder(chosen.data), chosen.monograph, out)


def _label(parser: argparse.ArgumentParser) -> None:
    from app import label_command

    label_command.add_arguments(parser)
    parser.set_defaults(run=_label_now)


def _label_now(chosen: argparse.Namespace) -> int:
    from app import label_command
    from app.clock import SystemClock

    return label_command.run(chosen, _log_of(chosen), SystemClock(), sys.stdout)


def _key(chosen: argparse.Namespace) -> int:
    from app.label_keys import own_keys
    from app.site import site_of
    from app.store import Log

    with Log.read(_log_of(chosen)) as log:
        site, keys = site_of(log), own_keys(log)
    if not keys:
        raise Refused(
            "No key signs labels here yet; Umbra makes one for the first label that it prints."
        )
    for at, key in enumerate(reversed(keys)):
        since = key.since if site is None else site.local(key.since)
        words = "signs labels" if at == 0 else "signed earlier labels, which stay genuine"
        print(f"{key.fingerprint}  {words}, since {since:%Y-%m-%d %H:%M %Z}")
        print(f"  public key {key.public}")
        if key.exposed is not None:
            found = key.exposed if site is None else site.local(key.exposed)
            print(
                f"  other accounts of this machine could read it until {found:%Y-%m-%d %H:%M %Z}; "
                "where one of them is not trusted, move its file away: then a new key is made"
            )
    return DONE


def _recall(chosen: argparse.Namespace) -> int:
    from app.recall_command import run

    return run(_log_of(chosen), chosen.lot, chosen.gtin, chosen.out.expanduser().absolute())


def _course(chosen: argparse.Namespace) -> int:
    from app.courses import course_named
    from app.intake.course_file import write_course
    from app.printing import write_whole
    from app.store import Log

    with Log.read(_log_of(chosen)) as log:
        patient, course = course_named(log, chosen.mrn)
    write_whole(write_course(course, patient).encode(), chosen.out.expanduser().absolute())
    print(f"written: {chosen.out}")
    return DONE


def _waste(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, metavar="FILE", type=Path, help="a .csv or .pdf")
    parser.add_argument("--from", dest="first", metavar="YYYY-MM", help="the first month")
    parser.add_argument("--to", dest="last", metavar="YYYY-MM", help="the last month")
    parser.add_argument(
        "--by", choices=("month", "vial"), default="month", help="vial: with MRN, as CSV only"
    )
    parser.set_defaults(run=_waste_now)


def _waste_now(chosen: argparse.Namespace) -> int:
    from app.core.month import parse_months
    from app.store import Log
    from app.waste_command import write_waste

    months = parse_months(chosen.first, chosen.last)
    with Log.read(_log_of(chosen)) as log:
        counted = write_waste(log, months, chosen.out.expanduser().absolute(), chosen.by)
    made = "1 preparation" if counted == 1 else f"{counted:,} preparations"
    print(f"written: {chosen.out} ({made})")
    return DONE


def _day_sheet(chosen: argparse.Namespace) -> int:
    from app.day_command import run

    return run(data_folder(chosen.data), chosen.on, chosen.out.expanduser().absolute())


def _backup(chosen: argparse.Namespace) -> int:
    from app.log_copy import backup

    report = backup(_log_of(chosen), chosen.file.expanduser())
    print(f"{chosen.file}: {report.events:,} facts, verified; head {report.head}")
    return DONE


def _restore(chosen: argparse.Namespace) -> int:
    from app.log_copy import restore

    report = restore(chosen.file.expanduser(), _log_of(chosen))
    print(f"{_log_of(chosen)}: {report.events:,} facts, verified; head {report.head}")
    return DONE


def _scanner_sheet(chosen: argparse.Namespace) -> int:
    from app.scanner_paper import put_out_scanner_sheet, scanner_sheet

    put_out_scanner_sheet(scanner_sheet(chosen.paper), chosen.out.expanduser().absolute())
    print(f"written: {chosen.out}")
    return DONE


def _command_sheet(chosen: argparse.Namespace) -> int:
    from app.command_paper import command_sheet, put_out_command_sheet

    put_out_command_sheet(command_sheet(chosen.paper), chosen.out.expanduser().absolute())
    print(f"written: {chosen.out}")
    return DONE


def _self_check(_chosen: argparse.Namespace) -> int:
    from app.self_check import self_check

    for line in self_check():
        print(line)
    return DONE


def _licences(parser: argparse.ArgumentParser) -> None:
    from app import licences_command

    licences_command.add_arguments(parser)
    parser.set_defaults(run=lambda chosen: licences_command.run(chosen.names, sys.stdout))
