"""What continues an entry."""

import pytest

from analyzer.partition.chains import extend
from analyzer.partition.net import net_of, reach_of
from analyzer.partition.options import DEFAULTS

ENTRY, APP, OTHER, LAST = 0, 1, 20, 19


@pytest.mark.parametrize(
    ("extra", "continued"),
    [([], True), ([(APP, ENTRY)], False)],
    ids=["the entry hands over", "both lie in one cycle"],
)
def test_what_an_entry_hands_over_to_continues_it(extra, continued):
    behind = [(APP, part) for part in range(2, LAST)]
    links = [(ENTRY, APP), *((ENTRY, part) for part in range(2, LAST)), *behind, (OTHER, LAST), (2, LAST)]
    net = net_of(21, links + extra)
    chains = extend(net, reach_of(net), [[ENTRY], [OTHER]], DEFAULTS)
    assert (APP in chains[0]) == continued
