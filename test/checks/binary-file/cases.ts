import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
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

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [{ ...program, trigger: 'load' }] }, { message: 'found', ...medium }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('obfuscated', 'blob', 'h', 'load')] }) },
];
