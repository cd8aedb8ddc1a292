"""The contracts of a plan as a chapter of plan.md."""

from analyzer.model.contract import VERDICTS, Contract, Operation, TravelVerdict
from analyzer.model.plan import Plan
from analyzer.render.markup import cell, code, table
from analyzer.render.words import number, some

LIMIT = 40


def chapter(plan: Plan) -> list[str]:
    """Operations that become remote, by provider, with the verdict on what they carry."""
    if not plan.contracts:
        return []
    text = ["## Contracts", "", "What becomes remote at the cuts; `--contract openapi` writes the drafts."]
    for contract in plan.contracts:
        text += ["", f"### {cell(contract.provider)}", "", _summary(contract), *_operations(contract)]
        text += _chats(contract)
    return text


def _summary(contract: Contract) -> str:
    verdicts = [one.verdict for one in contract.operations]
    counts = ", ".join(f"{verdicts.count(one)} {one}" for one in VERDICTS if one in verdicts)
    return f"{some(len(contract.operations), 'operation')}: {counts}."


def _operations(contract: Contract) -> list[str]:
    worst = sorted(
        contract.operations, key=lambda one: (-VERDICTS.index(one.verdict), -_calls(one), one.name)
    )
    rows = [
        (code(one.name), f"{one.file}:{one.line}", one.verdict.value, number(_calls(one)), cell(_why(one)))
        for one in worst[:LIMIT]
    ]
    return table(("Operation", "Place", "Verdict", "Calls", "Why"), rows, len(worst))


def _calls(one: Operation) -> int:
    return sum(caller.calls for caller in one.callers)


def _why(one: Operation) -> str:
    """The reasons of all that is not as it is."""
    return "; ".join(
        f"{each.name or 'result'}: {each.reason}"
        for each in (*one.parameters, *one.results)
        if each.verdict is not TravelVerdict.AS_IS
    )


def _chats(contract: Contract) -> list[str]:
    rows = []
    for chat in contract.chats:
        busiest = "; ".join(f"{one.entry} {one.calls}" for one in chat.busiest[:3])
        back = ", ".join(one.operation for one in chat.calls_back)
        counts = (chat.operations, chat.calls, chat.in_loop, chat.handlers)
        rows.append((cell(chat.consumer), *(number(count) for count in counts), cell(busiest), cell(back)))
    head = ("Consumer", "Operations", "Calls", "In loops", "Handlers", "Busiest (calls)", "Calls back")
    return table(head, rows)
