"""The command `xent`: a group that only knows where its commands are."""

from __future__ import annotations

import os
from importlib import import_module
from typing import NoReturn

import click

from xentlib.errors import XentError

LONGEST = 1000  # characters of a message; what is longer is no longer read
COMMANDS = {
    "build": "scripts.build:build",
    "serve": "scripts.serve:serve",
    "preview": "scripts.preview:preview",
    "figures": "scripts.figures:figures",
    "translations": "scripts.translations:translations",
    "quiz": "scripts.quiz:quiz",
    "class": "scripts.classes:classes",
    "regrade": "scripts.regrade:regrade",
    "backup": "scripts.backup:backup",
}


class XentGroup(click.Group):
    """Imports a command when it is used, and is the only place where an error becomes a message."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except XentError as error:
            fail(ctx, str(error))
        except BrokenPipeError:  # whoever read the output has seen enough, such as `head`: click ends in silence
            raise
        except OSError as error:  # no space, no permission: a person can mend these too
            fail(ctx, f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))


def fail(ctx: click.Context, message: str) -> NoReturn:
    """Say in one line what is wrong, and exit with 1."""
    line = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in " ".join(message.split()))
    shown = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    click.echo(click.style("error: ", fg="red", bold=True) + shown, err=True)
    ctx.exit(1)


@click.group(cls=XentGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="xent", message="xent %(version)s")
def main() -> None:
    """Build, serve, translate and test the course in this folder.

    \b
    Learners and teachers:   xent serve                 read the course, answer its questions
                             xent quiz take             answer questions here
    Teachers:                xent class create NAME     a class, its code and the link to its report
                             xent regrade               grade the answers again after a question was mended
                             xent backup FILE           copy what was answered
    Authors:                 xent preview               see changes while you write
                             xent figures               draw the figures again
                             xent quiz show ID          look at one variant of a question
    Translators:             xent translations status   what is left to do

    Every command explains itself: xent quiz grade --help.
    """
