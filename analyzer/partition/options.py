"""The constants of the method, each with what it decides."""

from msgspec import Struct


class PartitionOptions(Struct, frozen=True):
    """How boundaries are proposed. The defaults were measured on 17 repositories, see docs/boundaries.md.

    Flow: a walk from a service's entries follows a dependency with `damping`; each dependency weighs
    1 / fan-in ** `hub_exponent`. A home belongs to a service if `most_dependents` of what uses it does,
    or if no other service uses it and the service has `sure` of the flow there.
    Entries: a home continues an entry if `chain` of what the entry reaches lies behind it, and more than
    of any other. A candidate is dropped when it wins less than `least_won` packages, a lone file
    counting `file_worth`; a Python file that nothing uses is one if it alone reaches `source_reach` of all.
    A program that holds `composer` of the others is no service, unless as much of all exclusive code
    is its own.
    One program is opened up into the services it composes when it holds `single` of all exclusive code;
    what composes them reaches `group_reach` of it, and so do the `members` or more of such a group together.
    Where one program still holds `monolith` of the lines, or `dominant` of those that are not shared, what
    handles its requests stands for services: `most_services` at most, each with `least_part` of the lines of
    all services.
    Stability: `runs` with weights changed by up to `shake` and `left_out` of the links left out; a unit
    is contested when fewer than `certain` of the runs agree.
    """

    damping: float = 0.85
    hub_exponent: float = 0.5
    most_dependents: float = 0.85
    sure: float = 0.99
    chain: float = 0.9
    least_won: float = 1.0
    file_worth: float = 0.34
    source_reach: float = 0.02
    composer: float = 0.34
    single: float = 0.9
    group_reach: float = 0.75
    members: int = 3
    monolith: float = 0.75
    dominant: float = 0.95
    most_services: int = 6
    least_part: float = 0.06
    similar: int = 8
    package: float = 1.0
    runs: int = 12
    shake: float = 0.5
    left_out: float = 0.05
    certain: float = 0.9
    seed: int = 7


DEFAULTS = PartitionOptions()
