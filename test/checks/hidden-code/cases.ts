import { flow, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const high = { severity: 'high', confidence: 'high', level: 'default' } as const;
const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const decoded = { source: 'decoded', sink: 'eval', hosts: [], api: 'eval' } as const;
const rows: readonly (readonly [name: string, after: Parameters<typeof flow>[0], wanted: Wanted, before?: Parameters<typeof upgraded>[1]])[] = [
  ['decoded and evaluated at install', { trigger: 'install' }, { message: 'at-install', ...critical, data: { data: 'what it decodes', api: 'eval' } }],
  ['decoded and evaluated at load', {}, { message: 'at-load', ...critical }],
  ['decoded and evaluated, undecided', { trigger: 'undecided' }, { message: 'at-load', ...critical }],
  ['decoded and evaluated on call', { trigger: 'call' }, { message: 'when-called', ...medium }],
  ['decoded and evaluated in a file that only its own path leads to', { trigger: 'deep' }, { message: 'when-called', ...medium }],
  ['decoded and run as a program at install', { sink: 'exec', trigger: 'install' }, { message: 'at-install', ...critical }],
  ['decoded and run as a program at load', { sink: 'exec' }, { message: 'at-load', ...high }],
  ['decoded and run as a program on call', { sink: 'exec', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['decoded in code that nothing reaches', { trigger: 'unreachable' }, { message: 'when-called', ...audit }],
  ['a data file at install', { source: 'package-data', sink: 'exec', trigger: 'install' }, { message: 'at-install', ...probable, data: { data: 'a data file of its own' } }],
  ['a data file as a program at load', { source: 'package-data', sink: 'exec' }, { message: 'at-load', ...medium }],
  ['a data file as a program, in the place of another such way', { source: 'package-data', sink: 'exec', hosts: [], sourceStatement: 'a', statement: 'b' }, { message: 'again-at-load', ...folded }, { flows: [flow({ ...decoded, source: 'package-data', sink: 'exec', hosts: [], sourceStatement: 'c', statement: 'd' })] }],
  ['a data file as a program, beside another such way', { source: 'package-data', sink: 'exec', hosts: [], sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...medium }, { flows: [flow({ ...decoded, source: 'download', sink: 'exec', hosts: [], sourceStatement: 'c', statement: 'd' })] }],
  ['a data file as a program on call', { source: 'package-data', sink: 'exec', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['a data file that is evaluated at install', { source: 'package-data', trigger: 'install' }, { message: 'at-install', ...probable }],
  ['a data file that is evaluated at load', { source: 'package-data' }, { message: 'at-load', ...medium }],
  ['a data file that is evaluated where code always was, as template engines do', { source: 'package-data', sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...folded }, { flows: [flow({ ...decoded, source: 'environment', sourceStatement: 'b', statement: 'a' })] }],
  ['a data file that is evaluated on call', { source: 'package-data', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['a way of the length that attacks have', { hops: 12 }, { message: 'at-load', ...critical }],
  ['a longer way', { hops: 13 }, { message: 'at-load', ...critical }],
  ['a longer way between two statements that stood', { hops: 13, sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...folded }, { flows: [flow({ sourceStatement: 'a', statement: 'b' })] }],
  ['in the place of another', { trigger: 'install', sourceStatement: 'a', statement: 'b' }, { message: 'again-at-install', ...medium }, { flows: [flow({ ...decoded, trigger: 'install', sourceStatement: 'c', statement: 'd' })] }],
  ['a data file in code that nothing reaches', { source: 'package-data', trigger: 'unreachable' }, { message: 'when-called', ...audit }],
  ['from call to load', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...decoded, trigger: 'call' })] }],
  ['where a data file was run before', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...decoded, source: 'package-data' })] }],
  ['where it was run as a program before', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...decoded, sink: 'exec' })] }],
];

export const cases: readonly CheckCase[] = [
  ...standing({ flows: [flow(decoded)] }, { message: 'at-load', ...critical }),
  ...rows.map(([name, after, wanted, before]) => ({ name, given: upgraded({ flows: [flow({ ...decoded, ...after })] }, before), fires: [wanted] })),
  { name: 'beside another', given: upgraded({ flows: [flow({ ...decoded, sourceStatement: 'c', statement: 'd' }), flow({ ...decoded, line: 8, sourceStatement: 'c', statement: 'b' })] }, { flows: [flow({ ...decoded, sourceStatement: 'c', statement: 'd' })] }), fires: [{ message: 'again-at-load', ...critical, data: { line: 8, lines: 'index.js:8', places: 1 } }] },
  { name: 'what is sent away or downloaded is told by others', given: upgraded({ flows: [flow(), flow({ source: 'download', sink: 'eval' })] }) },
  ...([[1, 12, medium], [1, 13, folded], [7, 1, medium], [8, 1, folded]] as const).map(([crowd, hops, volume]): CheckCase => {
    const old = Array.from({ length: crowd }, (_, at) => flow({ ...decoded, source: 'package-data', sink: 'exec', hosts: [], sourceStatement: `s${at}`, statement: `t${at}` }));
    const one = { ...old[0]!, hops, line: 8, sourceStatement: 'c', statement: 'd' };
    return { name: `a data file as a program, beside ${crowd}, over ${hops} functions`, given: upgraded({ flows: [...old, one] }, { flows: old }), fires: [{ message: 'again-at-load', ...volume, data: { line: 8 } }] };
  }),
];
