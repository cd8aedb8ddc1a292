"""The Go text of an operation that becomes a call: the switch, the client, and the server behind a router."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from analyzer.rewrite.go.remote_service import flag
from analyzer.rewrite.go.routers import Router


class Value(NamedTuple):
    """A parameter or result: what it is called in Go, its type, and its name on the wire."""

    name: str
    type: str
    wire: str

    @property
    def field(self) -> str:
        """What its field is called."""
        return self.name[0].upper() + self.name[1:]


class Call(NamedTuple):
    """An operation: `receiver` is `s *Store` for a method, `context` the parameter that is one ("" for none),
    `signature` the text of parameters and results; `parameters` are all, `sent` those that travel."""

    service: str
    operation: str
    name: str
    type: str
    receiver: str
    signature: str
    context: str
    parameters: tuple[Value, ...]
    sent: tuple[Value, ...]
    results: tuple[Value, ...]

    @property
    def stem(self) -> str:
        """With what the names of the file begin."""
        whole = self.type + self.name[0].upper() + self.name[1:] if self.type else self.name
        return whole[0].lower() + whole[1:]

    @property
    def local(self) -> str:
        """What the code of today is called from then on."""
        return f"{self.name[0].lower()}{self.name[1:]}Local"

    @property
    def declared(self) -> tuple[str, ...]:
        """The names that the package gets."""
        title = self.name[0].upper() + self.name[1:]
        free = (f"{self.stem}Call", f"{self.stem}Answer", f"{self.stem}Remote")
        return free + (() if self.type else (self.local, f"Serve{title}", f"Mount{title}"))

    @property
    def members(self) -> tuple[str, ...]:
        """The methods that the type of a method gets."""
        title = self.name[0].upper() + self.name[1:]
        return (self.local, f"Serve{title}", f"Mount{title}") if self.type else ()


_TEXT = """\
// {name} asks the service {service} where its flag is on, else it does its work in this process.
func {method}{name}{signature} {{
	if {remote}.FeatureFlags.{flag} {{
		return {stem}Remote({arguments})
	}}
	return {own}{local}({arguments})
}}

// {stem}Call is what the service is sent.
type {stem}Call struct {{{fields}}}
{answer_type}
// {stem}Remote asks the service.
func {stem}Remote{signature} {{
	{ask}
}}

// Serve{title} answers what {stem}Remote asks.
func {method}Serve{title}(w {http}.ResponseWriter, r *{http}.Request) {{
	var call {stem}Call
	if !{remote}.Read(w, r, &call) {{
		return
	}}
	{serve}
}}

// Mount{title} lets a router answer the calls.
func {method}Mount{title}(router {router}) {{
	router.{route}
}}
"""


def call_text(call: Call, router: Router, names: Mapping[str, str]) -> str:
    """The declarations; `names` says what context, http, remote and the router's package are called."""
    title = call.name[0].upper() + call.name[1:]
    own = f"{call.receiver.split()[0]}." if call.receiver else ""
    inside = {"name": names[router.name], "http": names["http"], "path": f"/{call.operation}"}
    return _TEXT.format(
        name=call.name, service=call.service, signature=call.signature, stem=call.stem, title=title,
        method=f"({call.receiver}) " if call.receiver else "", own=own, local=call.local,
        flag=flag(call.service), arguments=", ".join(each.name for each in call.parameters),
        fields=_fields(call.sent), answer_type=_answer_type(call), ask=_ask(call, names),
        serve=_serve(call, own).replace("@", names["remote"]), router=router.type.format(**inside),
        route=router.line.format(handler=f"{own}Serve{title}", **inside),
        remote=names["remote"], http=names["http"],
    )  # fmt: skip


def _fields(values: tuple[Value, ...]) -> str:
    """The fields of a struct, aligned as gofmt has them."""
    if not values:
        return ""
    name = max(len(each.field) for each in values)
    kind = max(len(each.type) for each in values)
    lines = (f'\t{v.field:<{name}} {v.type:<{kind}} `json:"{v.wire}"`\n' for v in values)
    return "\n" + "".join(lines)


def _answer_type(call: Call) -> str:
    if len(call.results) < 2:
        return ""
    said = f"// {call.stem}Answer is what comes back.\n"
    return f"\n{said}type {call.stem}Answer struct {{{_fields(call.results)}}}\n"


def _ask(call: Call, names: Mapping[str, str]) -> str:
    answer, err = free(("answer", "reply", "answered"), call), free(("err", "failed", "problem"), call)
    sent = ", ".join(f"{each.field}: {each.name}" for each in call.sent)
    context = call.context or f"{names['context']}.Background()"
    asked = (
        f'{names["remote"]}.Call({context}, "{call.service}", "{call.operation}", {call.stem}Call{{{sent}}}'
    )
    if not call.results:
        return f"return {asked}, nil)"
    if len(call.results) == 1:
        kind, back = call.results[0].type, answer
    else:
        kind, back = f"{call.stem}Answer", ", ".join(f"{answer}.{each.field}" for each in call.results)
    return f"var {answer} {kind}\n\t{err} := {asked}, &{answer})\n\treturn {back}, {err}"


def _serve(call: Call, own: str) -> str:
    sent = {each.name: f"call.{each.field}" for each in call.sent}
    given = ", ".join(sent.get(each.name, "r.Context()") for each in call.parameters)
    asked = f"{own}{call.local}({given})"
    if not call.results:
        return f"@.Answer(w, nil, {asked})"
    if len(call.results) == 1:
        return f"answer, err := {asked}\n\t@.Answer(w, answer, err)"
    back = ", ".join(f"answer.{each.field}" for each in call.results)
    return (
        f"var answer {call.stem}Answer\n\tvar err error\n\t{back}, err = {asked}\n\t@.Answer(w, answer, err)"
    )


def free(wishes: Iterable[str], call: Call) -> str:
    """The first name that no parameter and no type of a result has."""
    taken = {word for each in call.parameters for word in (each.name, each.type)}
    taken |= {each.type.lstrip("*[]") for each in call.results}
    return next(each for each in wishes if each not in taken)
