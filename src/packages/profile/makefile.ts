/** What a makefile comes to run for some targets. */
export interface MakeFacts {
  /** Its commands as one shell text, each recipe's line a line, with the offset at which each begins in the file. */
  readonly script: string;
  /** Makefiles that it takes in. */
  readonly includes: readonly string[];
  /** True when it is longer, or says more, than is read. */
  readonly cut: boolean;
}

/** Names under which GNU make looks for a makefile, in its order (GNU make manual, 3.2). */
export const makefileNames = ['GNUmakefile', 'makefile', 'Makefile'] as const;

const longest = 1_000_000;
const mostValues = 2_000;
/** Characters of a line with its variables filled in. */
const longestLine = 20_000;

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
  let cut = text.length > longest;
  for (const line of text.slice(0, longest).replace(/\\\r?\n[ \t]*/g, ' ').split(/\r?\n/)) {
    for (const match of line.matchAll(/\$[({]shell\s{1,8}([^\n]{1,2000})/g)) shells.push(balanced(match[1]!));
    if (line.startsWith('\t')) { open?.recipe.push(line.slice(1)); continue; }
    const plain = line.replace(/^\s{1,100}/, '').replace(/(^|\s)#.*$/, '$1');
    const set = /^(?:export\s+|override\s+)?([\w.-]{1,100})\s{0,8}(?:[:?+]{0,3}=|!=)\s{0,8}(.{0,4000})$/.exec(plain);
    if (set) {
      if (/!=/.test(plain.slice(0, 120))) shells.push(set[2]!);
      if (values.size < mostValues || values.has(set[1]!)) values.set(set[1]!, set[2]!);
      else cut = true;
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
  const lines: string[] = [];
  let characters = 0;
  for (const line of [...shells, ...ofTargets(rules, asked)]) {
    const whole = filled(line.replace(/^\s*[@+-]{0,3}\s*/, ''), values).replaceAll('$$', '$');
    characters += whole.length;
    if (whole.length >= longestLine || characters > longest) { cut = true; break; }
    lines.push(whole);
  }
  return { script: lines.join('\n'), includes, cut };
}

/** The recipes of targets and of all that they need. */
function ofTargets(rules: readonly Rule[], asked: readonly string[]): readonly string[] {
  const first = rules.find(({ targets }) => targets.some((target) => !target.startsWith('.')))?.targets[0];
  const byTarget = new Map<string, Rule[]>();
  for (const rule of rules) for (const target of rule.targets) {
    const same = byTarget.get(target);
    if (same) same.push(rule);
    else byTarget.set(target, [rule]);
  }
  const open = [...(asked.length > 0 ? asked : first === undefined ? [] : [first]), ...rules.flatMap(({ targets }) => targets.filter((target) => target.includes('%') || target === '.DEFAULT'))];
  const wanted = new Set(open);
  const kept = new Set<Rule>();
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    for (const rule of byTarget.get(target) ?? []) {
      kept.add(rule);
      for (const need of rule.needs) if (!wanted.has(need)) { wanted.add(need); open.push(need); }
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
  for (let depth = 0; depth < 4 && out.length < longestLine && /\$[({]/.test(out); depth += 1) {
    let left = longestLine;
    // A line that swells is cut short here, and said to be by who looks at its length.
    out = out.replace(/\$[({]([\w.-]{1,100})[)}]/g, (whole: string, name: string) => {
      const value = left > 0 ? values.get(name) ?? whole : whole;
      left -= value.length;
      return value;
    });
  }
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
