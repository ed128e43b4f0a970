import { describe, expect, test } from '@jest/globals';
import { addedLines, type Added, type AddedBehaviour, type AddedOptions, type Moment } from '../../src/render/added.js';
import { ansiColours, noColours } from '../../src/render/terminal.js';

const nothing: Added = { installSteps: [], behaviour: [], unread: [], undecided: false, dependencies: [] };
const doing = (trigger: Moment, more: Partial<AddedBehaviour> = {}): AddedBehaviour => ({
  kind: 'capability', what: 'starts a program', of: ['child_process.exec'], trigger, path: 'lib/a.js', line: 3, column: 1, endLine: 3, excerpt: 'exec(command)', places: 1, steps: [], hosts: [], ...more,
});
const lines = (added: Partial<Added>, more: Partial<AddedOptions> = {}): readonly string[] => addedLines({ ...nothing, ...added }, { width: 80, palette: noColours, verbose: false, name: 'left', version: '1.0.1', before: '1.0.0', ...more });
const text = (added: Partial<Added>, more: Partial<AddedOptions> = {}): string => lines(added, more).join('\n');
/** Whatever a package may call things. */
const nasty = 'a\u001b[31m\u202eb\u200bc\r\nd\u0007|\u{e0041}';

describe('addedLines', () => {
  test('nothing where nothing is added', () => expect(lines({})).toEqual([]));
  test('says what, where, when, with the excerpt, the way and where the old version had it', () => {
    expect(lines({
      installSteps: [{ name: 'postinstall', command: 'node setup.js', implicit: false, files: ['setup.js'] }],
      behaviour: [
        doing('install', { stood: { how: 'same', path: 'old.js', line: 9, trigger: 'call' } }),
        doing('load', { kind: 'flow', what: 'the environment, sent over the network', of: ['fetch'], hosts: ['a.example.invalid'], line: 7, steps: [{ path: 'b.js', line: 1 }, { path: 'lib/a.js', line: 7 }], places: 2 }),
        doing('call'), doing('call'), doing('unreachable', { what: 'speaks to the network', places: 4 }),
      ],
      dependencies: [{ name: 'plain', field: 'dependencies', spec: '^4.2.1', phantom: true, state: 'read', origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'plain', version: '4.2.1' } }],
      unread: [{ path: 'x.js', code: 'PARSE_FAILED', trigger: 'load' }], undecided: true,
    })).toEqual([
      'What left 1.0.1 adds over 1.0.0',
      '  new or changed install steps', '    postinstall: node setup.js', '      runs setup.js',
      '  at install', '    lib/a.js:3 starts a program: child_process.exec', '      | exec(command)', '      stood in 1.0.0 at old.js:9, when called',
      '  when loaded', '    lib/a.js:7 the environment, sent over the network: fetch to', '    a.example.invalid (2 places)', '      | exec(command)', '      way: b.js:1 → lib/a.js:7',
      '  new dependencies', '    plain ^4.2.1; is 4.2.1 today; phantom: no file of the package names it',
      '  new, and could not be read', '    x.js PARSE_FAILED, runs when loaded', '    It loads modules whose names could not be worked out: any of its files may', '    run when it is loaded.',
      '  not shown, they wait for a caller: when called: starts a program (2); never,', '  as far as can be told: speaks to the network (4). --verbose shows them.', '',
    ]);
  });
  test('what waits for a caller is counted, and shown where all is asked for', () => {
    expect(text({ behaviour: [doing('call')] })).toContain('not shown, it waits for a caller');
    expect(text({ behaviour: [doing('call')] }, { verbose: true })).toContain('when called\n    lib/a.js:3 starts a program');
  });
  test('a package without an earlier version says so', () => expect(addedLines({ ...nothing, undecided: true }, { width: 80, palette: noColours, verbose: false, name: 'left', version: '1.0.1' })[0]).toBe('What left 1.0.1 adds; there is no earlier version'));
  test('what one line does in two ways is shown once', () => expect(text({ behaviour: [doing('load'), doing('load', { what: 'makes code of a text' })] }).match(/\| exec/g)).toHaveLength(1));
  test('the same step over changed files is quiet', () => {
    const installSteps = [{ name: 'install', command: 'node a.js', implicit: false, files: ['a.js'], before: 'node a.js' }];
    expect(text({ installSteps })).toBe('');
    expect(text({ installSteps }, { verbose: true })).toContain('the same command, over changed files');
  });
  test('thousands are cut, and counted', () => {
    const behaviour = Array.from({ length: 5_000 }, (_, line) => doing('load', { line, excerpt: `exec(${line})` }));
    expect(text({ behaviour })).toContain('and 4988 more things, which --verbose shows');
    expect(lines({ behaviour }).length).toBeLessThan(40);
    expect(text({ behaviour }, { verbose: true })).toContain('and 4000 more things');
  });
  test.each([80, 120])('whatever a package says is visible, and inert, at %i columns', (width) => {
    const all = lines({
      installSteps: [{ name: nasty, command: nasty, implicit: true, files: [nasty], folder: nasty, before: 'x' }], behaviour: [doing('load', { path: nasty, excerpt: `${nasty}\n${'y'.repeat(400)}`, of: [nasty], hosts: [nasty], steps: [{ path: nasty, line: 1 }, { path: nasty, line: 2 }], stood: { how: 'alike', path: nasty, line: 1, trigger: 'load' } })],
      unread: [{ path: nasty, code: 'PARSE_FAILED', trigger: 'load' }], dependencies: [{ name: nasty, field: 'dependencies', spec: nasty, state: 'read', origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: nasty, version: nasty } }],
    }, { width, name: nasty, version: nasty, before: nasty });
    expect(all.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
    expect(all.join('\n')).toContain('\\u{202e}');
    expect(Math.max(...all.map((line) => line.length))).toBeLessThanOrEqual(width);
  });
  test('colours go round the words, and break no line', () => {
    const strip = (coloured: readonly string[]): readonly string[] => coloured.map((line) => line.replace(/\u001b\[\d+m/g, ''));
    const added = { behaviour: [doing('load', { of: ['x'.repeat(60)] })] };
    expect(strip(lines(added, { palette: ansiColours }))).toEqual(lines(added));
  });
});
