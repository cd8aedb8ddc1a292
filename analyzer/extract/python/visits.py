"""Which function reads which kind of node; a kind that is not listed has its children read."""

from functools import cache

from analyzer.extract.python import (
    branches,
    calls,
    definitions,
    expressions,
    literals,
    names,
    patterns,
    statements,
    strings,
)
from analyzer.extract.python.draft import Visit, nothing, visit_all
from analyzer.extract.python.grammar import by_kind

VISITS: dict[str, Visit] = {
    "identifier": names.identifier,
    "attribute": names.attribute_use,
    "call": calls.call,
    "subscript": expressions.subscript,
    "string": strings.string,
    "concatenated_string": strings.strings,
    "list": literals.sequence,
    "tuple": literals.sequence,
    "set": literals.sequence,
    "expression_list": literals.sequence,
    "dictionary": literals.dictionary,
    "integer": expressions.constant,
    "float": expressions.constant,
    "true": expressions.constant,
    "false": expressions.constant,
    "none": expressions.constant,
    "ellipsis": expressions.constant,
    "parenthesized_expression": expressions.inner,
    "await": expressions.awaited,
    "binary_operator": expressions.binary,
    "boolean_operator": expressions.either,
    "conditional_expression": expressions.either,
    "named_expression": expressions.walrus,
    "lambda": definitions.lambda_,
    "list_comprehension": literals.comprehension,
    "set_comprehension": literals.comprehension,
    "dictionary_comprehension": literals.comprehension,
    "generator_expression": literals.comprehension,
    "for_in_clause": literals.for_in,
    "list_splat": expressions.splat,
    "dictionary_splat": expressions.splat,
    "keyword_argument": expressions.keyword,
    "expression_statement": statements.expression,
    "import_statement": statements.import_,
    "import_from_statement": statements.import_,
    "future_import_statement": statements.import_,
    "assignment": statements.assignment,
    "augmented_assignment": statements.augmented,
    "if_statement": branches.conditional,
    "try_statement": branches.guarded,
    "match_statement": branches.matched,
    "for_statement": branches.loop,
    "while_statement": branches.loop,
    "with_item": statements.with_item,
    "as_pattern": patterns.as_pattern,
    "except_clause": statements.except_,
    "return_statement": statements.returned,
    "yield": statements.yielded,
    "global_statement": statements.outer_names,
    "nonlocal_statement": statements.outer_names,
    "assert_statement": branches.asserted,
    "class_pattern": patterns.class_pattern,
    "dotted_name": patterns.dotted_pattern,
    "keyword_pattern": patterns.keyword_pattern,
    "type_alias_statement": statements.type_alias,
    "function_definition": definitions.defined,
    "class_definition": definitions.defined,
    "decorated_definition": definitions.decorated,
    "comment": nothing,
    "pass_statement": nothing,
    "break_statement": nothing,
    "continue_statement": nothing,
    "line_continuation": nothing,
}


@cache
def visits() -> dict[int, Visit]:
    """The table by kind of node."""
    return by_kind(VISITS, visit_all)
