import type { HostedRepository } from './host.js';
import { isFailing, saidOf } from './stub-review.js';
import type { Said } from './stub-review.js';

/** What a head has to be judged against, as the host has it now. */
export interface Wanted {
  readonly pull: number | undefined;
  readonly baseRef: string;
  readonly said: Said;
}

/** From bad to good; written down here once more, so that the application's own order is not believed. */
const order = (said: Said): number => (isFailing(said) ? 0 : 4) + { block: 0, unknown: 1, warn: 2, pass: 3 }[said.outcome];

/** Every open pull request with this head, each against its own base as it is now, by number; then the merge queue's group. */
export function wantedOf(seed: string, repository: HostedRepository, head: string): readonly Wanted[] {
  const pulls = repository.pulls().filter((pull) => pull.state === 'open' && pull.head === head).sort((one, other) => one.number - other.number);
  const group = repository.groups.find((one) => one.head === head);
  return [
    ...pulls.map((pull) => ({ pull: pull.number, baseRef: pull.baseRef, said: saidOf(seed, repository.name.id, head, pull.baseRef, repository.branches.get(pull.baseRef)!.input) })),
    ...(group ? [{ pull: undefined, baseRef: group.baseRef, said: saidOf(seed, repository.name.id, head, group.baseRef, group.input) }] : []),
  ];
}

/** The one that speaks for the head: the worst, of equals the first. */
export function worstOf(wanted: readonly Wanted[]): Wanted | undefined {
  return [...wanted].sort((one, other) => order(one.said) - order(other.said))[0];
}
