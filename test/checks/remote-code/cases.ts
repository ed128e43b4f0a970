import { flow, standing, upgraded, type CheckCase, type Wanted } from '../case.js';

const critical = { severity: 'critical', confidence: 'high', level: 'default' } as const;
const medium = { severity: 'medium', confidence: 'medium', level: 'default' } as const;
const folded = { severity: 'low', confidence: 'medium', level: 'folded' } as const;
const audit = { severity: 'info', confidence: 'medium', level: 'audit' } as const;

const probable = { severity: 'high', confidence: 'medium', level: 'default' } as const;
const fetched = { source: 'download', sink: 'eval', api: 'eval' } as const;
const rows: readonly (readonly [name: string, after: Parameters<typeof flow>[0], wanted: Wanted, before?: Parameters<typeof upgraded>[1]])[] = [
  ['evaluated at install', { trigger: 'install' }, { message: 'at-install', ...critical, data: { data: 'what it downloads', api: 'eval', target: 'drop.example.invalid' } }],
  ['evaluated at load', {}, { message: 'at-load', ...critical }],
  ['evaluated, undecided', { trigger: 'undecided' }, { message: 'at-load', ...critical }],
  ['evaluated on call', { trigger: 'call' }, { message: 'when-called', ...medium }],
  ['evaluated in a file that only its own path leads to', { trigger: 'deep' }, { message: 'when-called', ...medium }],
  ['evaluated in code that nothing reaches', { trigger: 'unreachable' }, { message: 'when-called', ...audit }],
  ['run as a program at install', { sink: 'exec', trigger: 'install' }, { message: 'at-install', ...critical }],
  ['run as a program at load', { sink: 'exec' }, { message: 'at-load', ...critical }],
  ['run as a program on call, as tools do that bring their own binaries', { sink: 'exec', trigger: 'call' }, { message: 'when-called', ...folded }],
  ['from an address that is not known', { hosts: [] }, { message: 'at-load', ...critical, data: { target: 'an address that it makes up' } }],
  ['by the longest way that attacks have', { hops: 12 }, { message: 'at-load', ...critical }],
  ['by a longer way, which whoever writes it may choose', { hops: 13 }, { message: 'at-load', ...critical }],
  ['by a longer way between two statements that stood', { hops: 13, sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...folded, data: { lines: 'none, but the way between old ones' } }, { flows: [flow({ ...fetched, source: 'environment', sourceStatement: 'b', statement: 'a' })] }],
  ['by a longer way of which one end stood', { hops: 5, sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...medium, data: { lines: 'index.js:3' } }, { flows: [flow({ ...fetched, source: 'environment', sourceStatement: 'a' })] }],
  ['by a way as somebody writes it who joins two statements that stood', { hops: 4, sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...critical }, { flows: [flow({ ...fetched, source: 'environment', sourceStatement: 'b', statement: 'a' })] }],
  ['at install by a longer way of which one end stood', { trigger: 'install', hops: 12, sourceStatement: 'a', statement: 'b' }, { message: 'at-install', ...critical }, { flows: [flow({ ...fetched, source: 'environment', sourceStatement: 'a' })] }],
  ['to what may be no sink, of which the other end stood', { hops: 1, api: 'Function?', sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...medium }, { flows: [flow({ ...fetched, source: 'environment', sourceStatement: 'a' })] }],
  ['to what may be no sink, between new statements', { hops: 1, api: 'Function?', sourceStatement: 'a', statement: 'b' }, { message: 'at-load', ...critical }],
  ['evaluated on call, by a longer way to a statement that evaluated before', { trigger: 'call', hops: 13, statement: 'b' }, { message: 'when-called', ...folded }, { flows: [flow({ ...fetched, source: 'package-data', statement: 'b' })] }],
  ['evaluated on call, by a longer way to a new statement', { trigger: 'call', hops: 13, statement: 'b' }, { message: 'when-called', ...medium }, { flows: [flow({ ...fetched, source: 'package-data', statement: 'a' })] }],
  ['in the place of another way to where nobody can tell', { hosts: [], sourceStatement: 'a', statement: 'b' }, { message: 'again-at-load', ...medium, data: { lines: 'index.js:2, index.js:3' } }, { flows: [flow({ ...fetched, hosts: [], sourceStatement: 'c', statement: 'd' })] }],
  ['what a request brings is evaluated at load', { source: 'request', hosts: [] }, { message: 'from-a-request', ...probable, data: { data: 'what a request to it brings' } }],
  ['what a request brings is evaluated by a longer way', { source: 'request', hosts: [], hops: 5 }, { message: 'from-a-request', ...medium }],
  ['what a request brings is evaluated by a way as long as bundles have', { source: 'request', hosts: [], hops: 13 }, { message: 'from-a-request', ...folded }],
  ['what a request brings is run at install', { source: 'request', sink: 'exec', hosts: [], trigger: 'install' }, { message: 'from-a-request', ...probable }],
  ['what a request brings is run by a server that somebody starts', { source: 'request', sink: 'exec', hosts: [], trigger: 'call' }, { message: 'from-a-request', ...folded }],
  ['what a request brings is run in code that nothing reaches', { source: 'request', hosts: [], trigger: 'unreachable' }, { message: 'from-a-request', ...audit }],
  ['handed to a script that PowerShell runs, at install', { sink: 'operand', api: 'child_process.spawn', trigger: 'install' }, { message: 'to-a-script', ...medium }],
  ['handed to such a script at load', { sink: 'operand' }, { message: 'to-a-script', ...medium }],
  ['handed to such a script on call', { sink: 'operand', trigger: 'call' }, { message: 'to-a-script', ...folded }],
  ['from call to load', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...fetched, trigger: 'call' })] }],
  ['from another host', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...fetched, hosts: ['other.example.invalid'] })] }],
  ['another sink', {}, { message: 'at-load', ...critical }, { flows: [flow({ ...fetched, sink: 'exec' })] }],
];

export const cases: readonly CheckCase[] = [
  ...standing({ flows: [flow(fetched)] }, { message: 'at-load', ...critical }),
  ...rows.map(([name, after, wanted, before]) => ({ name, given: upgraded({ flows: [flow({ ...fetched, ...after })] }, before), fires: [wanted] })),
  { name: 'what is sent away, decoded or packed is told by others', given: upgraded({ flows: [flow(), flow({ source: 'decoded', sink: 'eval' }), flow({ source: 'package-data', sink: 'exec' })] }) },
  // All at once as bundles of bundles have them: seven or eight ways of one sort, and one more between statements that are new.
  ...([[7, 13, 'critical'], [8, 4, 'critical'], [8, 5, 'medium'], [8, 12, 'medium'], [8, 13, 'folded']] as const).map(([crowd, hops, outcome]): CheckCase => {
    const old = Array.from({ length: crowd }, (_, at) => flow({ ...fetched, hosts: [], sourceStatement: `s${at}`, statement: `t${at}` }));
    const one = flow({ ...fetched, hosts: [], hops, line: 9, sourceStatement: 'c', statement: 'd' });
    return { name: `one more way over ${hops} functions beside ${crowd}`, given: upgraded({ flows: [...old, one] }, { flows: old }), fires: [{ message: 'again-at-load', ...{ critical, medium, folded }[outcome], data: { line: 9, places: 1 } }] };
  }),
];
