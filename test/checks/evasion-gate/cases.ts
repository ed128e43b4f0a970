import { signal, upgraded, type CheckCase } from '../case.js';

const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const sorts = [['time', 'Date.now'], ['locale', 'ru'], ['place', 'country'], ['ci', 'CI'], ['host', 'hostname'], ['sandbox', 'debugger']] as const;
const gate = signal('gate', 'locale', 'ru', 'load');

export const cases: readonly CheckCase[] = [
  ...sorts.map(([what, key]) => ({ name: `${what} at load`, given: upgraded({ signals: [signal('gate', what, key, 'load')] }), fires: [{ message: 'at-load', ...folded, data: { what, key, before: '1.0.0' } }] })),
  { name: 'at install', given: upgraded({ signals: [{ ...gate, trigger: 'install' }] }), fires: [{ message: 'at-install', ...folded }] },
  { name: 'on call', given: upgraded({ signals: [{ ...gate, trigger: 'call' }] }), fires: [{ message: 'when-called', ...folded }] },
  { name: 'in code that nothing reaches', given: upgraded({ signals: [{ ...gate, trigger: 'unreachable' }] }), fires: [{ message: 'when-called', ...audit }] },
  { name: 'the predecessor in the registry does not ask', given: upgraded({ signals: [gate] }, { signals: [gate] }, {}), fires: [{ message: 'at-load', ...folded, data: { before: '1.0.0, 1.0.9' } }] },
  { name: 'several questions of one sort are one finding', given: upgraded({ signals: [gate, { ...gate, key: 'by' }] }), fires: [{ message: 'at-load', ...folded, data: { places: 2 } }] },
  { name: 'it asked the same before', given: upgraded({ signals: [gate] }, { signals: [gate] }) },
  { name: 'a question is never shown by itself', given: upgraded({ signals: sorts.map(([what, key]) => signal('gate', what, key, 'install')) }) },
];
