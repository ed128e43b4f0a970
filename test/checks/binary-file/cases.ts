import type { ArchiveFacts } from '../../../src/packages/archive.types.js';
import type { PlacedSignal, Trigger } from '../../../src/packages/profile.types.js';
import type { SignalWords } from '../../../src/packages/profile/signal.types.js';
import { archive, change, code, locked, signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;

const program = signal('binary', 'executable', 'ELF', 'unreachable', { path: 'bin/tool' });
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['a program', { signals: [program] }, [{ message: 'found', ...medium, data: { what: 'executable', key: 'ELF', file: 'bin/tool' } }]],
  ['a file that cannot be opened', { signals: [signal('binary', 'sealed', 'zip', 'unreachable')] }, [{ message: 'found', ...medium }]],
  ['a file that is not what its name says', { signals: [signal('binary', 'mismatch', 'ELF as png', 'unreachable')] }, [{ message: 'found', ...high }]],
  ...(['library', 'wasm', 'archive'] as const).map((what) => [what, { signals: [signal('binary', what, 'h', 'unreachable')] }, [{ message: 'found', ...folded, data: { what } }]] as const),
  ['another program where one stood', { signals: [program] }, [{ message: 'found', ...folded }], { signals: [{ ...program, key: 'Mach-O' }] }],
  ['another mismatch where one stood', { signals: [signal('binary', 'mismatch', 'a', 'unreachable')] }, [{ message: 'found', ...folded }], { signals: [signal('binary', 'mismatch', 'b', 'unreachable')] }],
  ['a program where a library stood', { signals: [program] }, [{ message: 'found', ...medium }], { signals: [signal('binary', 'library', 'h', 'load')] }],
  ['two programs are one finding', { signals: [program, { ...program, key: 'PE' }] }, [{ message: 'found', ...medium, data: { places: 2 } }]],
];

/** Two versions, of which the new one holds something, and starts programs; the old one does too where `stood`. */
function started(what: SignalWords['binary'], trigger: Trigger, stood = false): CheckCase['given'] {
  const [old, now] = [locked('left', '1.0.0'), locked('left', '1.1.0')];
  const spawn = [{ kind: 'process-spawn', api: 'child_process.spawn', trigger }] as const;
  return { changes: [change(old, now)], facts: [{ of: old, code: code(stood ? spawn : []) }, { of: now, code: code(spawn, { signals: [signal('binary', what, 'h', 'unreachable')] }) }] };
}

const library = (trigger: Trigger, key = 'build/fast.node'): PlacedSignal => signal('binary', 'library', key, trigger, { path: key });
const loaded = (trigger: Trigger, key = './build/fast.node'): PlacedSignal => signal('binary', 'loaded', key, trigger);
const ofPlatform = 'prebuilds/linux-x64/fast.node';
/** Libraries by what loads them, and what stood. */
const natives: readonly (readonly [name: string, after: readonly PlacedSignal[], wanted: Wanted, before?: readonly PlacedSignal[], archive?: Partial<ArchiveFacts>])[] = [
  ['a library that is loaded, in a package that had none', [library('load'), loaded('load')], probable],
  ['a library that is an entry', [library('load')], probable],
  ['a library that an install step loads', [library('install'), loaded('install')], probable],
  ['a program of another name that is loaded as a library', [program, loaded('load', './bin/tool')], probable],
  ['a loaded library that the package can build', [library('load'), loaded('load')], medium, [], { hasBindingGyp: true }],
  ['a loaded library beside what Rust builds', [library('load'), loaded('load')], medium, [], { files: [{ path: 'native/Cargo.toml', size: 1, mode: 0o644, sha256: 'a' }] as unknown as ArchiveFacts['files'] }],
  ['prebuilt libraries by system', [library('load', ofPlatform), loaded('load', `./${ofPlatform}`)], medium],
  ['one by system that an install step loads', [library('install', ofPlatform), loaded('install', `./${ofPlatform}`)], probable],
  ['a library that is loaded when somebody calls', [library('load'), loaded('call')], folded],
  ['a library that nothing loads', [library('unreachable')], folded],
  ['a library for another system beside one', [library('load'), library('load', 'build/win.node'), loaded('load'), loaded('load', './build/win.node')], folded, [library('load'), loaded('load')]],
  ['a library that is loaded otherwise than before', [library('load'), loaded('load')], folded, [library('unreachable', 'prebuilds/x.node'), loaded('load', 'node-gyp-build')]],
  ['a library that stood and is now loaded', [library('load'), loaded('load')], probable, [library('unreachable')]],
];

function native(after: readonly PlacedSignal[], before: readonly PlacedSignal[] = [], held: Partial<ArchiveFacts> = {}): CheckCase['given'] {
  const given = upgraded({ signals: after }, { signals: before });
  return { ...given, facts: given.facts!.map((one, at) => (at === 1 ? { ...one, archive: archive(held) } : one)) };
}

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [{ ...program, trigger: 'load' }] }, { message: 'found', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'a program, where the install step newly starts one', given: started('executable', 'install'), fires: [{ message: 'found', ...probable, data: { what: 'executable' } }] },
  { name: 'a library, where the install step newly starts a program', given: started('library', 'install'), fires: [{ message: 'found', ...probable, data: { what: 'library' } }] },
  { name: 'WebAssembly, where the install step newly starts a program', given: started('wasm', 'install'), fires: [{ message: 'found', ...folded }] },
  { name: 'a program, where the install step started one before', given: started('executable', 'install', true), fires: [{ message: 'found', ...medium }] },
  { name: 'a program, where one is newly started at load', given: started('executable', 'load'), fires: [{ message: 'found', ...medium }] },
  ...natives.map(([name, after, wanted, before, held]) => ({ name, given: native(after, before, held), fires: [{ message: 'found', ...wanted }] })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('obfuscated', 'blob', 'h', 'load')] }) },
];
