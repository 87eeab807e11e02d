"""What writes and jobs did in, the JSON models of it out."""

from collections.abc import Callable

from kg.claim import Claim, Concept
from kg.ontology import Ontology
from service.api import schema
from service.api.convert import concept, labelled, quantity, value
from service.indexing import change as domain
from service.indexing.jobs import Outcome, Report
from service.indexing.sync import Synced

Described = Callable[[str, Exception], schema.Problem]


def written(done: domain.Written, ontology: Ontology) -> schema.Written:
    """What became of a document."""
    return schema.Written(
        id=done.document,
        title=done.title,
        status=done.action,
        passages=done.passages,
        claims=done.claims,
        changes=changes(done.difference, ontology),
    )


def synced(done: Synced, ontology: Ontology) -> schema.Synced:
    """What a command did."""
    return schema.Synced(
        written=[written(one, ontology) for one in done.written],
        skipped=[schema.Skipped(input=str(one.path), reason=one.reason) for one in done.skipped],
    )


def changes(found: domain.Difference, ontology: Ontology) -> schema.Changes:
    """A difference, fact by fact."""
    return schema.Changes(
        added=[said(one, ontology) for one in found.added],
        removed=[said(one, ontology) for one in found.removed],
        changed=[
            schema.ChangedFact(before=said(before, ontology), after=said(after, ontology))
            for before, after in found.changed
        ],
        kept=found.kept,
    )


def said(stated: domain.Stated, ontology: Ontology) -> schema.Said:
    """A claim with its words."""
    claim = stated.claim
    return schema.Said(
        subject=concept(claim.subject),
        predicate=labelled(ontology, claim.predicate),
        object=value(claim.object),
        phase=_phase(claim, ontology),
        hedge=claim.hedge,
        attribution=claim.attribution,
        time=claim.time,
        negated=claim.negated,
        comparand=concept(claim.comparand) if claim.comparand else None,
        relation=claim.relation,
        factor=quantity(claim.factor) if claim.factor else None,
        scope=list(claim.scope),
        document=claim.source.document,
        start=claim.source.start,
        end=claim.source.end,
        quote=stated.quote,
    )


def summary(report: Report) -> schema.JobSummary:
    """A job without its outcomes."""
    failed = sum(outcome.error is not None for outcome in report.outcomes)
    return schema.JobSummary(
        id=report.id,
        state=report.state,
        cancelling=report.cancelling,
        created=report.created,
        started=report.started,
        ended=report.ended,
        documents=report.total,
        written=len(report.outcomes) - failed,
        failed=failed,
        stages=[
            schema.Stage(stage=stage, done=done, total=report.total)
            for stage, done in report.stages
        ],
    )


def job(report: Report, ontology: Ontology, described: Described) -> schema.Job:
    """A job with what came of each document.

    Args:
        report: The job.
        ontology: The vocabulary.
        described: Makes problem details of an error, by the job in which it occurred.
    """
    outcomes = [_outcome(report.id, one, ontology, described) for one in report.outcomes]
    return schema.Job(**summary(report).model_dump(), outcomes=outcomes)


def _outcome(job: str, one: Outcome, ontology: Ontology, described: Described) -> schema.Outcome:
    return schema.Outcome(
        name=one.name,
        written=written(one.written, ontology) if one.written else None,
        problem=described(job, one.error) if one.error else None,
    )


def _phase(claim: Claim, ontology: Ontology) -> str | None:
    if claim.phase is None:
        return None
    plain = Concept(claim.phase, claim.phase.removeprefix("phase-").replace("-", " "), "phase")
    return ontology.concepts.get(claim.phase, plain).label
