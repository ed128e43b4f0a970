import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deltaOf } from '../../../src/packages/delta/delta.js';
import type { Capability, CodeFlow, CodeProfile, PlacedSignal, Trigger } from '../../../src/packages/profile.types.js';

const place = { path: 'a.js', line: 1, column: 1, endLine: 1, excerpt: '' };
const profile = (more: Partial<CodeProfile> = {}): CodeProfile => ({ installSteps: [], capabilities: [], files: { read: 0, bytes: 0 }, unread: [], undecided: false, signals: [], flows: [], imports: [], ...more });
/** `environment>network@load a.example,b.example` */
function flow(text: string): CodeFlow {
  const [, source, sink, trigger, hosts = ''] = /^([\w-]+)>(\w+)@(\w+) ?(.*)$/.exec(text)!;
  return { ...place, source: source as CodeFlow['source'], sink: sink as CodeFlow['sink'], trigger: trigger as Trigger, hosts: hosts === '' ? [] : hosts.split(','), api: 'fetch', hops: 3, steps: [] };
}
/** `hook.network@load fetch` */
function signal(text: string): PlacedSignal {
  const [, kind, what, trigger, key] = /^(\w+)\.([\w-]+)@(\w+) (.*)$/.exec(text)!;
  return { ...place, kind: kind as PlacedSignal['kind'], what: what!, trigger: trigger as Trigger, key: key! };
}
const flows = (...all: readonly string[]): CodeProfile => profile({ flows: all.map(flow) });
const signals = (...all: readonly string[]): CodeProfile => profile({ signals: all.map(signal) });
const textOf = ({ source, sink, trigger, hosts }: CodeFlow): string => `${source}>${sink}@${trigger} ${hosts.join(',')}`.trim();
const newFlows = (after: CodeProfile, baselines: readonly CodeProfile[]): readonly string[] => deltaOf(after, baselines).flows.map((one) => textOf(one.flow));
const newSignals = (after: CodeProfile, baselines: readonly CodeProfile[]): readonly string[] => deltaOf(after, baselines).signals.map(({ signal: one }) => `${one.kind}.${one.what}@${one.trigger} ${one.key}`);

describe('ways of data', () => {
  const one = 'environment>network@load a.example';
  test.each([
    ['the same', [one], [one], []],
    ['nothing before', [one], [], [one]],
    ['another source', [one], ['identity>network@load a.example'], [one]],
    ['another sink', [one], ['environment>exec@load a.example'], [one]],
    ['another host', [one], ['environment>network@load b.example'], [one]],
    ['each part stood, joined now', [one], ['environment>network@load b.example', 'identity>network@load a.example', 'environment>exec@load a.example'], [one]],
    ['one host more', ['environment>network@load a.example,b.example'], [one], ['environment>network@load a.example,b.example']],
    ['one host less', [one], ['environment>network@load a.example,b.example'], []],
    ['hosts that stood in two ways', ['environment>network@load a.example,b.example'], [one, 'environment>network@load b.example'], []],
    ['no host where one stood', ['environment>network@load'], [one], ['environment>network@load']],
    ['a host where none was known', [one], ['environment>network@load'], [one]],
    ['no host, as before', ['environment>network@load'], ['environment>network@load'], []],
    ['from load to install', ['environment>network@install a.example'], [one], ['environment>network@install a.example']],
    ['from install to load', [one], ['environment>network@install a.example'], [one]],
    ['from call to load', [one], ['environment>network@call a.example'], [one]],
    ['from load to call', ['environment>network@call a.example'], [one], []],
    ['from load to a file of its own', ['environment>network@deep a.example'], [one], []],
    ['from a file of its own to call', ['environment>network@call a.example'], ['environment>network@deep a.example'], []],
    ['from call to a file of its own', ['environment>network@deep a.example'], ['environment>network@call a.example'], ['environment>network@deep a.example']],
    ['from load to undecided', ['environment>network@undecided a.example'], [one], []],
    ['from undecided to load', [one], ['environment>network@undecided a.example'], [one]],
    ['from what nothing reaches to load', [one], ['environment>network@unreachable a.example'], [one]],
    ['from load to what nothing reaches', ['environment>network@unreachable a.example'], [one], []],
    ['the host stood on call, the way at load with another', [one], ['environment>network@call a.example', 'environment>network@load b.example'], [one]],
    ['the earliest moment first', [one, 'environment>network@install a.example', 'key>network@call a.example'], [], ['environment>network@install a.example', one, 'key>network@call a.example']],
  ] as const)('%s', (_, after, before, found) => {
    expect(newFlows(flows(...after), [flows(...before)])).toEqual(found);
  });

  test('of alike ways one is told, with the number of places; the function and the place are none of its parts', () => {
    const after = profile({ flows: [{ ...flow(one), line: 5 }, { ...flow(one), api: 'https.request', path: 'b.js' }] });
    expect(deltaOf(after, [profile()]).flows).toMatchObject([{ places: 2, flow: { line: 5 } }]);
    expect(deltaOf(after, [flows(one)]).flows).toEqual([]);
  });

  test('every baseline by itself', () => {
    const after = flows(one);
    expect(newFlows(after, [flows(one), flows(one)])).toEqual([]);
    expect(newFlows(after, [flows(one), flows()])).toEqual([one]);
    // Two that hold one half each hold nothing together.
    expect(newFlows(flows('environment>network@load a.example,b.example'), [flows(one), flows('environment>network@load b.example')])).toEqual(['environment>network@load a.example,b.example']);
    expect(deltaOf(after, []).flows).toMatchObject([{ withoutBaseline: true, pairStood: false, newHosts: ['a.example'] }]);
  });

  test.each([
    ['named by nothing before', one, [flows()], ['a.example']],
    ['named by a signal, whenever', one, [signals('host.name@unreachable a.example')], []],
    ['named by another way', one, [flows('download>exec@call a.example')], []],
    ['named as another sort of signal', one, [signals('wallet.addresses@load a.example')], ['a.example']],
    ['named by one baseline of two', one, [signals('host.name@load a.example'), flows()], ['a.example']],
    ['named by both', one, [signals('host.name@load a.example'), flows('download>exec@call a.example')], []],
    ['one of two', 'environment>network@load a.example,b.example', [signals('host.name@load a.example')], ['b.example']],
  ] as const)('new hosts: %s', (_, after, baselines, hosts) => {
    expect(deltaOf(flows(after), baselines).flows).toMatchObject([{ newHosts: hosts }]);
  });

  test.each([
    ['to another host', one, [flows('environment>network@load b.example')], true],
    ['of another sink', one, [flows('environment>exec@load a.example')], false],
    ['later', one, [flows('environment>network@call b.example')], false],
    ['earlier', 'environment>network@call a.example', [flows('environment>network@load b.example')], true],
    ['in one baseline of two', one, [flows('environment>network@load b.example'), flows()], false],
    ['in both', one, [flows('environment>network@load b.example'), flows('environment>network@load c.example')], true],
  ] as const)('the pair stood %s', (_, after, baselines, stood) => {
    expect(deltaOf(flows(after), baselines).flows).toMatchObject([{ pairStood: stood }]);
  });
});

describe('statements', () => {
  const between = (source: string, sink: string, text = 'environment>network@load'): CodeFlow => ({ ...flow(text), sourceStatement: source, statement: sink });
  const of = (...all: readonly CodeFlow[]): CodeProfile => profile({ flows: all });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'] as const;

  test.each([
    ['both known', [between(a, b)], [between(a, b)], []],
    ['both new, beside the old one', [between(a, b), between(c, d)], [between(a, b)], ['c d']],
    ['a new sink for the old source', [between(a, b), between(a, d)], [between(a, b)], ['a d']],
    ['a new source for the old sink', [between(a, b), between(c, b)], [between(a, b)], ['c b']],
    ['one end rewritten', [between(a, d)], [between(a, b)], []],
    ['both ends rewritten', [between(c, d)], [between(a, b)], ['c d replaces']],
    ['both ends rewritten, and one more', [between(c, d), between('e', 'f')], [between(a, b)], ['c d', 'e f']],
    ['both ends rewritten into two sinks', [between(c, d), between(c, 'f')], [between(a, b)], ['c d replaces', 'c f replaces']],
    ['new on call', [between(a, b), between(c, d, 'environment>network@call')], [between(a, b)], []],
    ['a new way to a host that is named and stood', [between(c, d, 'environment>network@load a.example')], [between(a, b, 'environment>network@load a.example')], []],
    ['no statement known, as of a shell', [flow('environment>network@load')], [flow('environment>network@load')], []],
    ['statements that could not be made', [between('', '')], [between('', '')], [' ']],
    ['an old sort of profile', [between(a, b)], [flow('environment>network@load')], ['a b replaces']],
  ] as const)('%s', (_, after, before, found) => {
    const told = [...after].flatMap((one) => deltaOf(of(...after), [of(...before)]).flows.filter((new_) => new_.flow === one)).map((one) => `${one.flow.sourceStatement} ${one.flow.statement}${one.replaces ? ' replaces' : ''}`);
    const all = deltaOf(of(...after), [of(...before)]).flows;
    expect(all.every((one) => one.known)).toBe(true);
    // Those that are alike stand together.
    expect(told).toEqual(found.slice(0, told.length));
    expect(all.reduce((sum, one) => sum + one.places, 0)).toBe(found.length);
  });

  test('every baseline by itself, and without one nothing stood', () => {
    const after = of(between(a, b));
    expect(deltaOf(after, [of(between(a, b)), of(between(c, d))]).flows).toMatchObject([{ known: true, sourceStood: false, sinkStood: false }]);
    expect(deltaOf(after, []).flows).toMatchObject([{ known: false, replaces: false, sourceStood: false, sinkStood: false }]);
    expect(deltaOf(of(between(a, b, 'key>network@load')), [of(between(a, c))]).flows).toMatchObject([{ known: false, sourceStood: true, sinkStood: false }]);
  });

  const moreOf = (one: CodeFlow): CodeFlow => ({ ...one, moreHosts: true });
  const toward = (hosts: string, pair = 'download>eval@load'): CodeFlow => between(a, b, `${pair} ${hosts}`.trim());
  const elsewhere = (one: CodeFlow, source = c, sink = d): CodeFlow => ({ ...one, sourceStatement: source, statement: sink });
  const named = (...hosts: readonly string[]): readonly CodeFlow[] => hosts.map((host) => flow(`identity>network@call ${host}`));
  const shared = 'raw.githubusercontent.com';
  test.each<readonly [name: string, after: CodeFlow, before: readonly CodeFlow[], told: 'no' | 'again' | 'new']>([
    ['to another host that the package named', toward('b.example'), [toward('a.example'), ...named('b.example')], 'new'],
    ['to another host that it did not name', toward('b.example'), [toward('a.example')], 'new'],
    ['to one of each', toward('b.example,c.example'), [toward('a.example'), ...named('b.example')], 'new'],
    ['to a named host on which everybody has a place', toward(shared), [toward('a.example'), ...named(shared)], 'new'],
    ['to such a host where it led anywhere', toward(shared), [toward(''), ...named(shared)], 'no'],
    ['to such a host from elsewhere, where it led anywhere', elsewhere(toward(shared)), [toward(''), toward('', 'download>eval@load'), ...named(shared)], 'again'],
    ['to a named host and to where nobody can tell, as it led anywhere', moreOf(toward('b.example')), [toward(''), ...named('b.example')], 'no'],
    ['the same in other statements', elsewhere(moreOf(toward('b.example'))), [toward(''), ...named('b.example')], 'again'],
    ['to a new host and to where nobody can tell, as it led anywhere', moreOf(toward('b.example')), [toward('')], 'new'],
    ['to where nobody can tell, where it led to one host', toward(''), [toward('a.example')], 'new'],
    ['to a named host, where it led anywhere', toward('b.example'), [toward(''), ...named('b.example')], 'new'],
    ['earlier than before', toward('b.example'), [toward('a.example', 'download>eval@call'), ...named('b.example')], 'new'],
    ['with other data', toward('b.example'), [toward('a.example', 'decoded>eval@load'), ...named('b.example')], 'new'],
  ])('where a package did the same, it does it %s', (_, after, before, told) => {
    const found = deltaOf(of(after), [of(...before)]).flows.map((one) => (one.known ? 'again' : 'new'));
    expect(found).toEqual(told === 'no' ? [] : [told]);
    // A further baseline that never did it leaves all of it new.
    expect(deltaOf(of(after), [of(...before), profile()]).flows.map((one) => one.known)).toEqual([false]);
  });

  test('how many others there are', () => {
    const crowd = (...baselines: readonly CodeProfile[]): number | undefined => deltaOf(of(between(c, d), between('e', 'f')), baselines).flows[0]?.crowd;
    const other = [between(a, b, 'environment>network@call'), between(a, b, 'environment>network@load a.example'), between(a, b, 'key>network@load')];
    expect(crowd(of(between(a, b), between(a, d), ...other))).toBe(2);
    expect(crowd(of(between(a, b), between(a, d)), of(between(a, b)))).toBe(1);
    expect(crowd(of(between(a, b)), profile())).toBe(0);
    expect(crowd()).toBe(0);
  });

  test('more hosts than are told are unknown ones', () => {
    const more = { ...flow('environment>network@load a.example'), moreHosts: true } as const;
    expect(deltaOf(of(more), [of(flow('environment>network@load a.example'))]).flows).toMatchObject([{ known: false, pairStood: true }]);
    expect(deltaOf(of(more), [of(more)]).flows).toEqual([]);
    expect(deltaOf(of(more), [of(flow('environment>network@load a.example'), flow('environment>network@load'))]).flows).toEqual([]);
  });

  const capability = (statement: string, trigger: Trigger): Capability => ({ ...place, kind: 'process-spawn', api: 'child_process.exec', trigger, computed: true, statement });
  test('what runs by itself as others did, in a statement that is new', () => {
    const before = profile({ capabilities: [capability(a, 'load')] });
    expect(deltaOf(profile({ capabilities: [capability(a, 'load'), { ...capability(b, 'load'), line: 7 }, capability(c, 'call')] }), [before])).toMatchObject({ capabilities: [], further: [{ line: 7 }] });
    expect(deltaOf(profile({ capabilities: [capability(a, 'load')] }), [before, profile()]).further).toHaveLength(1);
    expect(deltaOf(profile({ capabilities: [capability(a, 'load')] }), []).further).toEqual([]);
  });

  test('of places that are alike one is shown that is new', () => {
    const after = profile({ capabilities: [capability(a, 'load'), { ...capability(b, 'load'), line: 7 }] });
    expect(deltaOf(after, [profile({ capabilities: [capability(a, 'call')] })]).capabilities).toMatchObject([{ places: 2, capability: { line: 7 } }]);
  });
});

describe('signals', () => {
  test.each([
    ['beside what stood', ['obfuscated.packer@load x', 'obfuscated.packer@load y'], ['obfuscated.packer@load x'], true],
    ['in the place of what stood', ['obfuscated.packer@load y'], ['obfuscated.packer@load x'], false],
    ['in the place of one of two', ['obfuscated.packer@load x', 'obfuscated.packer@load y'], ['obfuscated.packer@load x', 'obfuscated.packer@load z'], false],
    ['in the place of what only ran on call', ['obfuscated.packer@load y'], ['obfuscated.packer@call x'], true],
  ] as const)('%s', (_, after, before, beside) => {
    expect(deltaOf(signals(...after), [signals(...before)]).signals).toMatchObject([{ beside }]);
  });

  const one = 'hook.network@load fetch';
  test.each([
    ['the same', [one], [one], []],
    ['another kind', [one], ['wallet.network@load fetch'], [one]],
    ['another sort', [one], ['hook.loader@load fetch'], [one]],
    ['another key', [one], ['hook.network@load XMLHttpRequest'], [one]],
    ['each part stood, joined now', [one], ['hook.network@load other', 'hook.loader@load fetch', 'hook.network@call fetch'], [one]],
    ['from load to call', ['hook.network@call fetch'], [one], []],
    ['from call to load', [one], ['hook.network@call fetch'], [one]],
    ['from load to install', ['hook.network@install fetch'], [one], ['hook.network@install fetch']],
    ['from install to load', [one], ['hook.network@install fetch'], [one]],
    ['from what nothing reaches', [one], ['hook.network@unreachable fetch'], [one]],
    ['a key with blanks', ['persistence.shell@load write .bashrc'], ['persistence.shell@load .bashrc'], ['persistence.shell@load write .bashrc']],
    ['a key of the prototype', ['hook.prototype@load __proto__'], [], ['hook.prototype@load __proto__']],
  ] as const)('%s', (_, after, before, found) => {
    expect(newSignals(signals(...after), [signals(...before)])).toEqual(found);
  });

  test('one for each sort, key and moment, with the number of places; the sort stood where every baseline shows it as early', () => {
    const after = signals(one, one, 'hook.network@load WebSocket');
    expect(deltaOf(after, [profile()]).signals).toMatchObject([{ places: 2, sortStood: false, withoutBaseline: false }, { places: 1 }]);
    expect(deltaOf(signals(one), [signals('hook.network@load WebSocket')]).signals).toMatchObject([{ sortStood: true }]);
    expect(deltaOf(signals(one), [signals('hook.network@call WebSocket')]).signals).toMatchObject([{ sortStood: false }]);
    expect(deltaOf(signals(one), [signals('hook.network@load WebSocket'), profile()]).signals).toMatchObject([{ sortStood: false }]);
    expect(deltaOf(signals(one), []).signals).toMatchObject([{ sortStood: false, withoutBaseline: true }]);
  });
});

describe('a further baseline never takes anything away', () => {
  const trigger = fc.constantFrom<Trigger[]>('install', 'load', 'deep', 'call', 'unreachable', 'undecided');
  const someFlow = fc.record({ source: fc.constantFrom<CodeFlow['source'][]>('environment', 'key'), sink: fc.constantFrom<CodeFlow['sink'][]>('network', 'exec'), trigger, hosts: fc.subarray(['a', 'b']) })
    .map((one): CodeFlow => ({ ...place, api: 'x', hops: 3, steps: [], ...one }));
  const someSignal = fc.record({ what: fc.constantFrom('network', 'loader'), key: fc.constantFrom('a', 'b'), kind: fc.constantFrom<PlacedSignal['kind'][]>('hook', 'host'), trigger }).map((one): PlacedSignal => ({ ...place, ...one }));
  const someAble = fc.record({ api: fc.constantFrom('exec', 'fork'), trigger }).map((one): Capability => ({ ...place, kind: 'process-spawn', computed: false, ...one }));
  const some = fc.record({ flows: fc.array(someFlow, { maxLength: 5 }), signals: fc.array(someSignal, { maxLength: 5 }), capabilities: fc.array(someAble, { maxLength: 5 }) }).map(profile);
  const told = (after: CodeProfile, baselines: readonly CodeProfile[]): readonly string[] => [
    ...newFlows(after, baselines), ...newSignals(after, baselines), ...deltaOf(after, baselines).capabilities.map(({ capability: one }) => `${one.kind} ${one.api} ${one.trigger}`),
  ];
  const run = { seed: 20_261_122, numRuns: 150 };

  test('and what a baseline shows less of is told as well', () => {
    fc.assert(fc.property(some, fc.array(some, { minLength: 1, maxLength: 3 }), some, (after, baselines, further) => {
      const found = told(after, baselines);
      expect(told(after, [...baselines, further])).toEqual(expect.arrayContaining([...found]));
      expect(told(after, [further, ...baselines])).toEqual(expect.arrayContaining([...found]));
      expect(told(after, [])).toEqual(expect.arrayContaining([...found]));
      const fewer = baselines.map((one) => ({ ...one, flows: one.flows.slice(1), signals: one.signals.slice(1), capabilities: one.capabilities.slice(1) }));
      expect(told(after, fewer)).toEqual(expect.arrayContaining([...found]));
    }), run);
  });

  test('nor does it make what is told quieter: no new host is lost, no pair or sort comes to have stood', () => {
    fc.assert(fc.property(some, fc.array(some, { minLength: 1, maxLength: 2 }), some, (after, baselines, further) => {
      const before = deltaOf(after, baselines);
      const behind = deltaOf(after, [...baselines, further]);
      for (const one of before.flows) {
        const same = behind.flows.find((other) => textOf(other.flow) === textOf(one.flow))!;
        expect(same.newHosts).toEqual(expect.arrayContaining([...one.newHosts]));
        expect(same.pairStood && !one.pairStood).toBe(false);
        expect(same.places).toBeGreaterThanOrEqual(one.places);
      }
      for (const one of before.signals) {
        const same = behind.signals.find((other) => JSON.stringify(other.signal) === JSON.stringify(one.signal))!;
        expect(same.sortStood && !one.sortStood).toBe(false);
      }
    }), run);
  });

  test('a version adds nothing to itself, whatever else it was before', () => {
    fc.assert(fc.property(some, some, (after, other) => {
      const both = profile({ flows: [...other.flows, ...after.flows], signals: [...other.signals, ...after.signals], capabilities: [...other.capabilities, ...after.capabilities] });
      expect(told(after, [after])).toEqual([]);
      expect(told(after, [both, after])).toEqual([]);
    }), run);
  });
});

describe('where the first baseline has the same, or others of its sort', () => {
  const at = (one: CodeFlow, path: string): CodeFlow => ({ ...one, path });
  const stoodOf = (after: CodeProfile, ...baselines: readonly CodeProfile[]): unknown => {
    const delta = deltaOf(after, baselines);
    return [...delta.flows, ...delta.signals, ...delta.capabilities].map(({ stood }) => stood && `${stood.how} ${stood.path} ${stood.trigger}`);
  };
  const capability = (api: string, path: string, trigger: Trigger): Capability => ({ ...place, kind: 'network-access', api, path, trigger, computed: false });
  test.each<[name: string, after: CodeProfile, before: readonly CodeProfile[], wanted: string | undefined]>([
    ['the same at another time', flows('environment>network@load a.example'), [flows('environment>network@call a.example')], 'same a.js call'],
    ['to another host', flows('environment>network@load a.example'), [flows('environment>network@load b.example')], 'alike a.js load'],
    ['the same before others', flows('environment>network@load a.example'), [profile({ flows: [at(flow('environment>network@call b.example'), 'b.js'), at(flow('environment>network@call a.example'), 'c.js')] })], 'same c.js call'],
    ['another source', flows('environment>network@load a.example'), [flows('identity>network@load a.example')], undefined],
    ['no baseline', flows('environment>network@load a.example'), [], undefined],
    ['of two baselines the first', flows('environment>network@load a.example'), [flows('environment>network@call a.example'), profile({ flows: [at(flow('environment>network@deep a.example'), 'b.js')] })], 'same a.js call'],
    ['a signal', signals('hook.network@load fetch'), [signals('hook.network@load XMLHttpRequest')], 'alike a.js load'],
    ['a capability', profile({ capabilities: [capability('fetch', 'a.js', 'load')] }), [profile({ capabilities: [capability('https.get', 'b.js', 'load'), capability('fetch', 'c.js', 'call')] })], 'same c.js call'],
  ])('%s', (_, after, before, wanted) => {
    expect(stoodOf(after, ...before)).toEqual([wanted]);
  });
});
