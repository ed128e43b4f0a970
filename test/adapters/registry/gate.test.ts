import { describe, expect, test } from '@jest/globals';
import { createGate } from '../../../src/adapters/registry/gate.js';
import { standings } from '../../../src/core/standing.js';

const never = new AbortController().signal;

/** Asks for a place for each, in this order; `in` tells who is inside, `leave` lets one out. */
function crowd(width: number, asked: readonly string[]) {
  const gate = createGate(width);
  const inside = new Map<string, () => void>();
  for (const name of asked) {
    const [letter = '', id = ''] = name.split(':');
    void gate.enter(never, { standing: standings.find((one) => one.startsWith(letter))!, id: id.slice(0, 1) }).then((out) => { inside.set(name, out); }, () => undefined);
  }
  const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  return {
    async in() { await settled(); return [...inside.keys()]; },
    async leave(name: string) { inside.get(name)!(); inside.delete(name); await settled(); },
  };
}

describe('the gate to a registry', () => {
  test('strangers leave one place of several; of one they may have it', async () => {
    expect(await crowd(3, ['s:a1', 's:a2', 's:a3', 's:b1']).in()).toEqual(['s:a1', 's:a2']);
    expect(await crowd(1, ['s:a1', 's:b1']).in()).toEqual(['s:a1']);
    expect(await crowd(3, ['m:a1', 'm:a2', 'm:a3', 'm:a4']).in()).toEqual(['m:a1', 'm:a2', 'm:a3']);
  });

  test('a member finds the free place at once, and the next that are left', async () => {
    const gate = crowd(2, ['s:a1', 's:a2', 's:a3', 'm:z1', 'm:z2']);
    expect(await gate.in()).toEqual(['s:a1', 'm:z1']);
    await gate.leave('s:a1');
    expect(await gate.in()).toEqual(['m:z1', 'm:z2']);
    await gate.leave('m:z1');
    expect(await gate.in()).toEqual(['m:z2', 's:a2']);
    await gate.leave('m:z2');
    expect(await gate.in()).toEqual(['s:a2']);
  });

  test('reviews of one standing take turns', async () => {
    const gate = crowd(1, ['m:a1', 'm:a2', 'm:a3', 'm:b1']);
    const order: string[] = [];
    for (let [next] = await gate.in(); next !== undefined; [next] = await gate.in()) {
      order.push(next);
      await gate.leave(next);
    }
    expect(order).toEqual(['m:a1', 'm:a2', 'm:b1', 'm:a3']);
  });

  test('who gives up leaves the line, and the way out opens once', async () => {
    const gate = createGate(1);
    const out = await gate.enter(never);
    const given = new AbortController();
    const waits = gate.enter(given.signal);
    given.abort(new Error('given up'));
    await expect(waits).rejects.toThrow('given up');
    await expect(gate.enter(given.signal)).rejects.toThrow('given up');
    out();
    out();
    const second = await gate.enter(never);
    let third = false;
    void gate.enter(never).then(() => { third = true; });
    await new Promise((resolve) => { setImmediate(resolve); });
    expect(third).toBe(false);
    second();
  });
});
