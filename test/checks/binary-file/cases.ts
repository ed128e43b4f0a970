import type { Trigger } from '../../../src/packages/profile.types.js';
import type { SignalWords } from '../../../src/packages/profile/signal.types.js';
import { change, code, locked, signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;

const program = signal('binary', 'executable', 'ELF', 'unreachable', { path: 'bin/tool' });
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['a program', { signals: [program] }, [{ message: 'found', ...medium, data: { what: 'executable', key: 'ELF', file: 'bin/tool' } }]],
  ['a file that cannot be opened', { signals: [signal('binary', 'sealed', 'zip', 'unreachable')] }, [{ message: 'found', ...medium }]],
  ['a file that is not what its name says', { signals: [signal('binary', 'mismatch', 'ELF as png', 'unreachable')] }, [{ message: 'found', ...high }]],
  ...(['library', 'wasm', 'archive'] as const).map((what) => [what, { signals: [signal('binary', what, 'h', 'load')] }, [{ message: 'found', ...folded, data: { what } }]] as const),
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

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [{ ...program, trigger: 'load' }] }, { message: 'found', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'a program, where the install step newly starts one', given: started('executable', 'install'), fires: [{ message: 'found', ...probable, data: { what: 'executable' } }] },
  { name: 'a library, where the install step newly starts a program', given: started('library', 'install'), fires: [{ message: 'found', ...probable, data: { what: 'library' } }] },
  { name: 'WebAssembly, where the install step newly starts a program', given: started('wasm', 'install'), fires: [{ message: 'found', ...folded }] },
  { name: 'a program, where the install step started one before', given: started('executable', 'install', true), fires: [{ message: 'found', ...medium }] },
  { name: 'a program, where one is newly started at load', given: started('executable', 'load'), fires: [{ message: 'found', ...medium }] },
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('obfuscated', 'blob', 'h', 'load')] }) },
];
