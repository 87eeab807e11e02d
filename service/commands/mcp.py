"""The command that serves agents."""

from service.commands.options import Index, Model


def mcp(*, index: Index = None, model: Model = None) -> None:
    """Serve agents over standard input and output (Model Context Protocol), until that is closed.

    Programs start it by themselves, by their settings: the command is phasebook, its argument mcp.
    A server that runs anyway (phasebook serve) serves agents at /mcp.

    For example:

        phasebook mcp --index ./mine
    """
    from service.serving import arenas, cores  # noqa: PLC0415 - beside its use

    arenas.few()  # before there are threads
    cores.one_each()  # before anything that calculates is imported
    from service.commands.session import served  # noqa: PLC0415 - heavy
    from service.mcp.stdio import run  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    flags: dict[str, object] = {"index": index, "model": model}
    run(lambda: served(**flags), load(flags).settings)
