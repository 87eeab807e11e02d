"""The command that shows the settings in force."""

from service.commands.options import Index, Json, Model


def config(*, index: Index = None, model: Model = None, as_json: Json = False) -> None:
    """Print each setting and where it comes from.

    A flag wins over PHASEBOOK_* (e.g. PHASEBOOK_TOP_K), which wins over the settings file (named by
    PHASEBOOK_CONFIG, else phasebook.toml in the user's configuration folder), which wins over the
    default.

    For example:

        PHASEBOOK_PORT=8080 phasebook config
    """
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    configuration = load({"index": index, "model": model})
    if as_json:
        render.as_json(configuration.listed())
    else:
        render.configuration(configuration)
