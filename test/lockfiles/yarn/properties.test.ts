import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { compare, manifestsIn, parse, projectsOf } from './fixtures.js';

const parameters = { seed: 20_261_123, numRuns: 300 };
/** Runs that compare whole lockfiles take their time. */
const fewer = { ...parameters, numRuns: 60 };

const projects = ['1.22.22', '2.4.3', '3.8.7', '4.18.1'].flatMap((release) => projectsOf(release).filter(({ id }) => ['aliases', 'aws-functions', 'nest-api', 'workspaces'].includes(id)));
const project = fc.constantFrom(...projects);

const word = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '__metadata', '', ' ', '"', '\\', '\0', '\uFFFD', '#', ':', '? ', '- ', '&x', '*x', '<<', '!!str', '{', '[', '|', '>', '%', '---', '...', '\t', 'npm:', 'patch:', 'workspace:.', '::', '%25', 'true'));

type Edit = { readonly kind: 'line' | 'value' | 'drop' | 'double' | 'swap' | 'cut' | 'insert'; readonly at: number; readonly to: number; readonly word: string };
const edit: fc.Arbitrary<Edit> = fc.record({ kind: fc.constantFrom('line', 'value', 'drop', 'double', 'swap', 'cut', 'insert'), at: fc.nat(), to: fc.nat(), word });

function apply(text: string, { kind, at, to, word: own }: Edit): string {
  const lines = text.split('\n');
  const line = at % lines.length;
  const other = to % lines.length;
  switch (kind) {
    case 'line': lines[line] = own; break;
    case 'value': lines[line] = lines[line]!.replace(/(: | )[^ ]*$/, (_, space: string) => `${space}${own}`); break;
    case 'drop': lines.splice(line, 1); break;
    case 'double': lines.splice(line, 0, lines[line]!); break;
    case 'swap': [lines[line], lines[other]] = [lines[other]!, lines[line]!]; break;
    case 'cut': return text.slice(0, at % text.length);
    case 'insert': return `${text.slice(0, at % text.length)}${own}${text.slice(at % text.length)}`;
  }
  return lines.join('\n');
}

describe('any edit of a real lockfile', () => {
  test('is read or refused with a code, never taken for an empty one', () => {
    fc.assert(fc.property(project, fc.array(edit, { minLength: 1, maxLength: 4 }), ({ files }, edits) => {
      const result = parse(edits.reduce(apply, files['yarn.lock']!), { manifests: manifestsIn(files), declared: 'both' });
      if (result.kind === 'failed') return;
      const { lockfile } = result;
      expect(lockfile.packages.length).toBeGreaterThan(0);
      buildGraph(lockfile);
      for (const location of lockfile.packages) expect(['package', 'problem']).toContain(lockfile.read(location).kind);
    }), parameters);
  }, 240_000);

  test('of one value is told, as a change or as a problem, or means the same', () => {
    fc.assert(fc.property(project, fc.nat(), word, ({ files }, at, own) => {
      const text = files['yarn.lock']!;
      const places = text.split('\n').flatMap((line, index) => (/^ {2}(?:version|resolved|integrity|resolution|checksum|linkType)\b/.test(line) ? [index] : []));
      const lines = text.split('\n');
      const line = places[at % places.length]!;
      lines[line] = lines[line]!.replace(/(: | )[^ ]*$/, (_, space: string) => `${space}${JSON.stringify(own)}`);
      const workspace = /^ {2}resolution: ".*@workspace:/m.test(text.split('\n\n').find((block) => block.includes(text.split('\n')[line]!)) ?? '');
      fc.pre(lines[line] !== text.split('\n')[line] && !workspace);
      const after = lines.join('\n');
      const manifests = Object.fromEntries([...manifestsIn(files)].map(([path, manifest]) => [path, { before: manifest, after: manifest }]));
      const { reading, changes } = compare(text, after, manifests);
      expect(reading.coverage.kind !== 'complete' || changes.length > 0).toBe(true);
    }), fewer);
  }, 240_000);
});

test('the order of entries changes nothing', () => {
  fc.assert(fc.property(project, fc.nat({ max: 1000 }), ({ files }, seed) => {
    const text = files['yarn.lock']!;
    const at = text.startsWith('# THIS') ? text.indexOf('\n\n\n') + 3 : text.indexOf('\n\n', text.indexOf('__metadata')) + 2;
    const entries = text.slice(at).trimEnd().split('\n\n').map((entry, index) => ({ entry, order: ((index + 1) * 2_654_435_761 * (seed + 1)) % 1_000_003 }));
    const shuffled = `${text.slice(0, at)}${entries.sort((a, b) => a.order - b.order).map(({ entry }) => `${entry}\n`).join('\n')}`;
    const { changes, reading } = compare(text, shuffled);
    expect([changes, reading.problems]).toEqual([[], []]);
  }), fewer);
}, 240_000);
