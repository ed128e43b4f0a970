import { expect, test } from '@jest/globals';
import { createCourtesy } from '../../src/app/courtesy.js';

function held() {
  let end: () => void = () => undefined;
  const until = new Promise<void>((resolve) => { end = resolve; });
  return { until, end };
}
const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('strangers fetch side by side while they are alone, one at a time while another review runs, and go on when it ends or fails', async () => {
  const courtesy = createCourtesy();
  const pieces = [held(), held(), held(), held(), held()];
  const begun: number[] = [];
  const ask = (index: number) => courtesy.pass('stranger', () => { begun.push(index); return pieces[index]!.until; });
  const asked = [ask(0), ask(1)];
  await settle();
  expect(begun).toEqual([0, 1]);
  const review = held();
  const running = courtesy.during('member', () => review.until.then(() => { throw new Error('failed'); })).catch(() => undefined);
  asked.push(ask(2), ask(3), ask(4));
  pieces[0]!.end();
  await settle();
  expect(begun).toEqual([0, 1]);
  pieces[1]!.end();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  // Nobody else is held back.
  expect(await courtesy.pass('member', async () => 'now')).toBe('now');
  expect(await courtesy.during('stranger', async () => 'too')).toBe('too');
  review.end();
  await running;
  await settle();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  for (const piece of pieces) piece.end();
  await Promise.all(asked);
});

test('a piece that fails leaves its place', async () => {
  const courtesy = createCourtesy();
  const review = held();
  const running = courtesy.during('group', () => review.until);
  await expect(courtesy.pass('stranger', async () => { throw new Error('x'); })).rejects.toThrow('x');
  expect(await courtesy.pass('stranger', async () => 'next')).toBe('next');
  review.end();
  await running;
});
