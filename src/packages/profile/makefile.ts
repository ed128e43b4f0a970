/** What a makefile comes to run for some targets. */
export interface MakeFacts {
  /** Its commands as one shell text, each recipe's line a line, with the offset at which each begins in the file. */
  readonly script: string;
  /** Makefiles that it takes in. */
  readonly includes: readonly string[];
}

/** Names under which GNU make looks for a makefile, in its order (GNU make manual, 3.2). */
export const makefileNames = ['GNUmakefile', 'makefile', 'Makefile'] as const;

const longest = 1_000_000;
const mostValues = 2_000;

interface Rule {
  readonly targets: readonly string[];
  readonly needs: readonly string[];
  readonly recipe: string[];
}

/**
 * Reads a makefile as far as it decides what runs: rules with recipes, variables of one value, `$(shell …)`, which runs as it is read, and what it takes in.
 * Pattern rules count as asked for. Whatever is not understood is kept as it stands: a word too many is no harm.
 * @param asked targets that are asked for; without any the first.
 */
export function readMakefile(text: string, asked: readonly string[]): MakeFacts {
  const values = new Map<string, string>();
  const rules: Rule[] = [];
  const shells: string[] = [];
  const includes: string[] = [];
  let open: Rule | undefined;
  for (const line of text.slice(0, longest).replace(/\\\r?\n[ \t]*/g, ' ').split(/\r?\n/)) {
    for (const match of line.matchAll(/\$[({]shell\s{1,8}([^\n]{1,2000})/g)) shells.push(balanced(match[1]!));
    if (line.startsWith('\t')) { open?.recipe.push(line.slice(1)); continue; }
    const plain = line.replace(/^\s{1,100}/, '').replace(/(^|\s)#.*$/, '$1');
    const set = /^(?:export\s+|override\s+)?([\w.-]{1,100})\s{0,8}(?:[:?+]{0,3}=|!=)\s{0,8}(.{0,4000})$/.exec(plain);
    if (set) {
      if (/!=/.test(plain.slice(0, 120))) shells.push(set[2]!);
      if (values.size < mostValues) values.set(set[1]!, set[2]!);
      continue;
    }
    const taken = /^-?s?include\s+(.{1,1000})$/.exec(plain)?.[1];
    if (taken !== undefined) { includes.push(...filled(taken, values).trim().split(/\s+/)); continue; }
    const colon = plain.indexOf(':');
    if (colon <= 0) continue;
    const [needs = '', ...inline] = plain.slice(colon).replace(/^:+/, '').split(';');
    open = { targets: words(plain.slice(0, colon), values), needs: words(needs, values), recipe: inline.length === 0 ? [] : [inline.join(';')] };
    rules.push(open);
  }
  const lines = [...shells, ...ofTargets(rules, asked)].map((line) => filled(line.replace(/^\s*[@+-]{0,3}\s*/, ''), values).replaceAll('$$', '$'));
  return { script: lines.join('\n'), includes };
}

/** The recipes of targets and of all that they need. */
function ofTargets(rules: readonly Rule[], asked: readonly string[]): readonly string[] {
  const first = rules.find(({ targets }) => targets.some((target) => !target.startsWith('.')))?.targets[0];
  const wanted = new Set(asked.length > 0 ? asked : first === undefined ? [] : [first]);
  const kept = new Set<Rule>();
  for (let grew = true; grew;) {
    grew = false;
    for (const rule of rules) {
      if (kept.has(rule) || !rule.targets.some((target) => wanted.has(target) || target.includes('%') || target === '.DEFAULT')) continue;
      kept.add(rule);
      grew = true;
      for (const need of rule.needs) wanted.add(need);
    }
  }
  return rules.filter((rule) => kept.has(rule)).flatMap(({ recipe }) => recipe);
}

function words(text: string, values: ReadonlyMap<string, string>): readonly string[] {
  return filled(text, values).split(/\s+/).filter((word) => word !== '');
}

/** A text with variables filled in, one level deep after another, within bounds. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  let out = text;
  for (let depth = 0; depth < 4 && out.length < 20_000 && /\$[({]/.test(out); depth += 1) out = out.replace(/\$[({]([\w.-]{1,100})[)}]/g, (whole: string, name: string) => values.get(name) ?? whole);
  return out.replaceAll('$(MAKE)', 'make');
}

/** What stands before the bracket that closes a function. */
function balanced(text: string): string {
  let depth = 1;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && (depth -= 1) === 0) return text.slice(0, at);
  }
  return text;
}
