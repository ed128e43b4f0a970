/** Tokens of a comparison, in ASCII alone: Python folds other letters into names, so that they could spell what nobody sees. */
const token = /\s+|[<>^]@?\([A-Za-z0-9_.-]{1,128}\)|==|!=|<=|>=|[<>()[\],]|\d{1,18}(?:\.\d{1,9})?|"[^"\\\n]{0,512}"|'[^'\\\n]{0,512}'|[A-Za-z_][A-Za-z0-9_]{0,127}/y;
const operators = new Set(['==', '!=', '<=', '>=', '<', '>', 'in', 'not', 'and', 'or']);

/**
 * True for a condition that compares and does nothing else: names, numbers and strings, `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not`, `and`,
 * `or`, parentheses, and lists to look in. gyp evaluates conditions as Python (`gyp/input.py`, `EvalSingleCondition`); without builtins, which
 * is no wall: any attribute (`.`), call, subscript or name with two underscores leads out of it.
 */
export function isComparison(condition: string): boolean {
  if (condition.length > 4_096) return false;
  let previous: 'operand' | 'operator' = 'operator';
  const open: string[] = [];
  for (let at = 0; at < condition.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(condition)?.[0];
    if (found === undefined || found === '') return false;
    if (found.trim() === '') continue;
    if (operators.has(found)) { previous = 'operator'; continue; }
    if (found === ',') {
      if (open.length === 0 || previous === 'operator') return false;
      previous = 'operator';
      continue;
    }
    if (found === '(' || found === '[') {
      // After an operand it is a call or a subscript.
      if (previous === 'operand') return false;
      open.push(found);
      continue;
    }
    if (found === ')' || found === ']') {
      if (open.pop() !== (found === ')' ? '(' : '[')) return false;
      previous = 'operand';
      continue;
    }
    if (previous === 'operand' || found.includes('__')) return false;
    previous = 'operand';
  }
  return open.length === 0;
}

/** The variables that a text expands: what they hold becomes part of it. */
export function expandedNames(text: string): readonly string[] {
  return [...text.matchAll(/[<>^]@?\(([A-Za-z0-9_.-]{1,128})\)/g)].map((match) => match[1]!);
}
