import { failed } from '../../../src/core/coverage.js';
import type { JsonObject } from '../../../src/core/json.js';
import { subjectOf } from '../../../src/facts/planner.js';
import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import { normaliseManifest } from '../../../src/packages/manifest.js';
import { archive, change, locked, type CheckCase } from '../case.js';

const old = locked('left', '1.0.0');
const now = locked('left', '1.1.0');
/** A package by its manifest and its files, each with a text that stands for its bytes. */
const made = (raw: JsonObject, files: { readonly [path: string]: string }): ArchiveFacts => archive({ manifest: normaliseManifest({ name: 'left', ...raw }), files: Object.entries(files).map(([path, text]) => ({ path, size: 1, mode: 0o644, sha256: text })) });
type Side = readonly [raw: JsonObject, files: { readonly [path: string]: string }];
const pair = (before: Side, after: Side): CheckCase['given'] => ({ changes: [change(old, now)], facts: [{ of: old, archive: made(...before) }, { of: now, archive: made(...after) }] });
const stood = { 'index.js': 'a', 'lib/b.js': 'b' };
const added = { ...stood, 'setup.js': 'evil' };
const diverted = { message: 'diverted', severity: 'medium', level: 'default' } as const;

export const cases: readonly CheckCase[] = [
  { name: 'main leads to a new file, the old one stands', given: pair([{ main: 'index.js' }, stood], [{ main: 'setup.js' }, added]), fires: [{ ...diverted, data: { entry: '.', file: 'setup.js', from: 'index.js' } }] },
  { name: 'main comes where none was', given: pair([{}, stood], [{ main: './setup' }, added]), fires: [diverted] },
  { name: 'exports come where main was', given: pair([{ main: 'index.js' }, stood], [{ main: 'setup.js', exports: './setup.js' }, added]), fires: [diverted] },
  { name: 'a subpath under one condition', given: pair([{ exports: { './b': { import: './lib/b.js' } } }, stood], [{ exports: { './b': { node: { import: './setup.js' } } } }, added]), fires: [{ ...diverted, data: { entry: './b', from: 'lib/b.js' } }] },
  { name: 'an import of its own', given: pair([{ imports: { '#b': './lib/b.js' } }, stood], [{ imports: { '#b': './setup.js' } }, added]), fires: [{ ...diverted, data: { entry: '#b' } }] },
  { name: 'a command', given: pair([{ bin: { left: 'lib/b.js' } }, stood], [{ bin: { left: './setup.js' } }, added]), fires: [{ ...diverted, data: { entry: 'bin left' } }] },
  { name: 'what browsers get', given: pair([{ browser: { './x': './lib/b.js' } }, stood], [{ browser: { './x': './setup.js' } }, added]), fires: [diverted] },
  { name: 'padded with many new files', given: pair([{ main: 'index.js' }, stood], [{ main: 'setup.js' }, { ...added, ...Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`pad${at}.js`, `p${at}`])) }]), fires: [diverted] },
  { name: 'one baseline has the file, the other has not', given: { ...pair([{ main: 'setup.js' }, added], [{ main: 'setup.js' }, added]), predecessor: subjectOf(locked('left', '1.0.9')), facts: [{ of: old, archive: made({ main: 'setup.js' }, added) }, { of: now, archive: made({ main: 'setup.js' }, added) }, { of: locked('left', '1.0.9'), archive: made({ main: 'index.js' }, stood) }] }, fires: [diverted] },
  { name: 'an archive that was not read', given: { changes: [change(old, now)], facts: [{ of: now, archive: { coverage: failed('REGISTRY_UNREACHABLE') } }] }, gaps: ['REGISTRY_UNREACHABLE'] },
  { name: 'the old file changed', given: pair([{ main: 'index.js' }, stood], [{ main: 'setup.js' }, { ...added, 'index.js': 'a2' }]) },
  { name: 'the old file is gone', given: pair([{ main: 'index.js' }, stood], [{ main: 'dist/index.js' }, { 'dist/index.js': 'x', 'lib/b.js': 'b' }]) },
  { name: 'the same bytes by another name', given: pair([{ main: 'index.js' }, stood], [{ main: 'main.js' }, { ...stood, 'main.js': 'a' }]) },
  { name: 'another ending', given: pair([{ main: 'index.js' }, stood], [{ main: 'index.cjs' }, { ...stood, 'index.cjs': 'c' }]) },
  { name: 'a file that stood before', given: pair([{ main: 'index.js' }, stood], [{ main: 'lib/b.js' }, stood]) },
  { name: 'another condition beside the old entry', given: pair([{ main: 'index.js' }, stood], [{ main: 'index.js', exports: { import: './esm.mjs', require: './index.js' } }, { ...stood, 'esm.mjs': 'm' }]) },
  { name: 'types', given: pair([{ exports: { '.': { default: './index.js' } } }, stood], [{ exports: { '.': { types: './index.d.ts', default: './index.js' } } }, { ...stood, 'index.d.ts': 't' }]) },
  { name: 'a new subpath and a new command', given: pair([{ main: 'index.js' }, stood], [{ main: 'index.js', exports: { '.': './index.js', './setup': './setup.js' }, bin: { left: 'setup.js' } }, added]) },
  { name: 'an entry that leads nowhere', given: pair([{ main: 'index.js' }, stood], [{ main: '../../setup.js/x' }, added]) },
  { name: 'a pattern', given: pair([{ exports: { './*': './lib/*.js' } }, stood], [{ exports: { './*': './*.js' } }, added]) },
  { name: 'a new package', given: { changes: [change(undefined, now)], facts: [{ of: now, archive: made({ main: 'setup.js' }, added) }] } },
];
