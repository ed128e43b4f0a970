import { signal, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;

const carrier = signal('invisible', 'variation-selectors', 'h1', 'load');
const decoder = signal('invisible', 'decoder', 'h2', 'load');
const rows: readonly (readonly [name: string, after: Parameters<typeof upgraded>[0], wanted: readonly Wanted[], before?: Parameters<typeof upgraded>[1]])[] = [
  ['variation selectors in what nothing runs', { signals: [{ ...carrier, trigger: 'unreachable' }] }, [{ message: 'found', ...high, data: { what: 'variation-selectors', key: 'h1' } }]],
  ['variation selectors on call', { signals: [{ ...carrier, trigger: 'call' }] }, [{ message: 'found', ...high }]],
  ['tags at load', { signals: [signal('invisible', 'tags', 'h1', 'load')] }, [{ message: 'found', ...critical, data: { what: 'tags' } }]],
  ['tags in what nothing runs', { signals: [signal('invisible', 'tags', 'h1', 'unreachable')] }, [{ message: 'found', ...high }]],
  ['variation selectors on call, and a decoder', { signals: [{ ...carrier, trigger: 'call' }, { ...decoder, trigger: 'call' }] }, [{ message: 'found', ...critical, data: { what: 'variation-selectors' } }, { message: 'found', ...medium, data: { what: 'decoder' } }]],
  ['a decoder that stood convicts nothing more', { signals: [{ ...carrier, trigger: 'call' }, decoder] }, [{ message: 'found', ...high }], { signals: [decoder] }],
  ['a decoder at load', { signals: [decoder] }, [{ message: 'found', ...high }]],
  ['a decoder on call', { signals: [{ ...decoder, trigger: 'call' }] }, [{ message: 'found', ...medium }]],
  ['marks of direction', { signals: [signal('invisible', 'bidi', 'h', 'load')] }, [{ message: 'found', ...medium }]],
  ['marks of direction where others stood', { signals: [signal('invisible', 'bidi', 'h', 'load')] }, [{ message: 'found', ...folded }], { signals: [signal('invisible', 'bidi', 'g', 'load')] }],
  ['marks of direction in what nothing runs', { signals: [signal('invisible', 'bidi', 'h', 'unreachable')] }, [{ message: 'found', ...folded }]],
  ['signs without width', { signals: [signal('invisible', 'zero-width', 'h', 'load')] }, [{ message: 'found', ...folded }]],
  ['bytes in signs without width, at load', { signals: [signal('invisible', 'zero-width-run', 'h', 'load')] }, [{ message: 'found', ...high }]],
  ['bytes in signs without width, in what nothing runs', { signals: [signal('invisible', 'zero-width-run', 'h', 'unreachable')] }, [{ message: 'found', ...medium }]],
  ['bytes in signs without width on call, and a decoder', { signals: [signal('invisible', 'zero-width-run', 'h', 'call'), { ...decoder, trigger: 'call' }] }, [{ message: 'found', ...critical, data: { what: 'zero-width-run' } }, { message: 'found', ...medium }]],
  ['letters that look like others', { signals: [signal('invisible', 'homoglyph', 'h', 'load')] }, [{ message: 'found', ...folded }]],
  ['two spans are one finding, the louder', { signals: [{ ...carrier, trigger: 'call' }, carrier] }, [{ message: 'found', ...critical, data: { places: 2 } }]],
];

export const cases: readonly CheckCase[] = [
  ...standing({ signals: [carrier] }, { message: 'found', ...critical }),
  ...rows.map(([name, after, fires, before]) => ({ name, given: upgraded(after, before), fires })),
  { name: 'other things that a version shows', given: upgraded({ signals: [signal('obfuscated', 'blob', 'h', 'load')] }) },
];
