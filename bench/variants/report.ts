import type { Told } from './work.js';

const share = (part: number, of: number): string => of === 0 ? '–' : `${(100 * part / of).toFixed(1)} %`;
const row = (...cells: readonly (string | number)[]): string => cells.map((one, at) => at === 0 ? String(one).padEnd(8) : String(one).padStart(14)).join('');
const gradeText = ({ outcome, loudest }: Told['is']): string => `${outcome} (${loudest})`;

/** The curve by depth, what each operator lost where it alone was left, and every loss, shortest first. */
export function reportOf(told: readonly Told[], seed: string): { readonly lines: readonly string[]; readonly lost: boolean } {
  const lines = [`seed ${seed}`];
  for (const honest of [false, true]) {
    const mine = told.filter((one) => (one.folder === 'clean') === honest && one.kind !== 'same');
    if (mine.length === 0) continue;
    lines.push('', honest ? 'honest changes: none may be called high' : 'attacks: no outcome may move towards passing', row('depth', 'variants', 'kept', 'share', ...(honest ? [] : ['all checks'])));
    for (const depth of [...new Set(mine.map((one) => one.depth))].toSorted((a, b) => a - b)) {
      const those = mine.filter((one) => one.depth === depth);
      const kept = those.filter((one) => one.kind === 'kept').length;
      lines.push(row(depth, those.length, kept, share(kept, those.length), ...(honest ? [] : [share(those.filter((one) => one.silent.length === 0).length, those.length)])));
    }
    const kept = mine.filter((one) => one.kind === 'kept').length;
    lines.push(row('all', mine.length, kept, share(kept, mine.length), ...(honest ? [] : [share(mine.filter((one) => one.silent.length === 0).length, mine.length)])));
  }
  const bad = told.filter((one) => one.kind === 'lost' || one.kind === 'alarm').toSorted((a, b) => a.shortest!.length - b.shortest!.length || (a.folder + a.id < b.folder + b.id ? -1 : a.folder + a.id > b.folder + b.id ? 1 : a.at - b.at));
  const classes = new Map<string, Told[]>();
  for (const one of bad) {
    const name = one.shortest!.map((step) => step.operator).toSorted().join(' + ');
    classes.set(name, [...(classes.get(name) ?? []), one]);
  }
  if (bad.length > 0) lines.push('', 'lost, by what it takes');
  for (const [name, those] of [...classes].toSorted((a, b) => b[1].length - a[1].length || a[0].length - b[0].length)) lines.push(`${String(those.length).padStart(4)}  ${name}: ${[...new Set(those.map((one) => `${one.folder}/${one.id}`))].join(', ')}`);
  if (bad.length > 0) lines.push('', 'each, shortest first');
  for (const one of bad) lines.push(`${one.folder}/${one.id} --at ${one.at}: ${gradeText(one.was)} became ${gradeText(one.is)}${one.kind === 'alarm' ? ` ${one.is.loud.join(', ')}` : ''} by ${one.shortest!.map((step) => `${step.operator} [${step.seed}]`).join(', ')}`);
  return { lines, lost: bad.length > 0 };
}
