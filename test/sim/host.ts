import { FakeHost } from '../app/fake-host.js';
import { Failure } from '../../src/core/errors.js';
import type { ListedPulls, Publisher, StandingCheck, StandingPull } from '../../src/ports/publisher.js';
import type { RepositoryName } from '../../src/ports/reviews.js';
import { hexOf } from './random.js';
import type { Random } from './random.js';
import type { Action } from './scenario.js';

interface Branch {
  sha: string;
  /** What pull requests are judged by: counts the pushes that touched it. */
  input: number;
  pushes: number;
}

export interface HostPull extends StandingPull {
  /** In milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface Group {
  readonly head: string;
  readonly baseRef: string;
  readonly base: string;
  readonly input: number;
}

/** A webhook that the host has to tell. */
export interface Webhook {
  readonly event: string;
  readonly body: object;
}


/** One repository on the host: branches, pull requests and merge groups as they are, and as its lists told a moment ago. */
export class HostedRepository {
  readonly fake = new FakeHost();
  readonly branches = new Map<string, Branch>();
  readonly groups: Group[] = [];
  /** Every state of each pull request, with the time it came about: lists may lag behind. */
  private readonly history = new Map<number, { readonly at: number; readonly pull: HostPull }[]>();
  /** The input that each base commit stands for. */
  readonly inputs = new Map<string, number>();

  constructor(readonly name: RepositoryName, readonly installation: number, private readonly seed: string, private readonly now: () => number, private readonly random: Random, private readonly lagMs: number) {
    for (const ref of ['main', 'release']) {
      const sha = this.object(`${ref} 0`);
      this.branches.set(ref, { sha, input: 0, pushes: 0 });
      this.inputs.set(sha, 0);
    }
  }

  object(what: string): string {
    return hexOf(`object ${this.seed} ${this.name.id} ${what}`, 40);
  }

  head(number: number): string {
    return this.object(`head ${number}`);
  }

  pulls(): readonly HostPull[] {
    return [...this.history.values()].map((states) => states.at(-1)!.pull);
  }

  pull(number: number): HostPull | undefined {
    return this.history.get(number)?.at(-1)?.pull;
  }

  /** When a pull request got the state it has, and what it was before. */
  states(number: number): readonly { readonly at: number; readonly pull: HostPull }[] {
    return this.history.get(number) ?? [];
  }

  /** Does what somebody does; answers with the webhooks of it, none where it makes no sense now. */
  act(action: Action): readonly Webhook[] {
    switch (action.kind) {
      case 'open': {
        const { number, base } = action;
        if (this.pull(number)) return [];
        return this.write({ number, state: 'open', draft: false, head: this.head(action.head), base: this.tip(base), baseRef: base, author: `author-${number}`, merged: false }, 'opened');
      }
      case 'push': return this.change(action.number, 'open', 'synchronize', (pull) => (pull.head === this.head(action.head) ? undefined : { ...pull, head: this.head(action.head), base: this.tip(pull.baseRef) }));
      case 'retarget': return this.change(action.number, 'open', 'edited', (pull) => (pull.baseRef === action.base ? undefined : { ...pull, base: this.tip(action.base), baseRef: action.base }));
      case 'close': return this.change(action.number, 'open', 'closed', (pull) => ({ ...pull, state: 'closed', merged: action.merged }));
      case 'reopen': return this.change(action.number, 'closed', 'reopened', (pull) => (pull.merged === true ? undefined : { ...pull, state: 'open' }));
      case 'ready': return this.change(action.number, 'open', 'ready_for_review', (pull) => ({ ...pull, draft: false }));
      case 'rename': return this.change(action.number, 'open', 'renamed', (pull) => ({ ...pull }));
      case 'base-push': return [this.pushBase(action.base, action.touches)];
      case 'group': return [this.queue(this.head(action.head), action.base)];
      case 'rerequest': return [{ event: action.event, body: { action: 'rerequested', [action.event]: { head_sha: this.head(action.head), app: { id: appId } } } }];
    }
  }

  /** The publisher's reads of pull requests may tell what was, not what is. */
  publisher(): Publisher {
    const ways = this.fake.publisher();
    return {
      ...ways,
      checks: async (head): Promise<readonly StandingCheck[]> => this.random.shuffle(await ways.checks(head)),
      createComment: async (number, ...write) => {
        const id = await ways.createComment(number, ...write);
        this.remark(number);
        return id;
      },
      createReview: async (number, ...write) => {
        await ways.createReview(number, ...write);
        this.remark(number);
      },
      pull: async (number) => {
        const pull = this.lagging(number);
        if (!pull) throw new Failure('HOST_NOT_FOUND');
        return pull;
      },
      pullsWithHead: async (head, near): Promise<ListedPulls> => {
        this.fake.tells = this.random.chance(0.8);
        const told = await ways.pullsWithHead(head, near);
        const remarks = new Map(told.pulls.map((pull) => [pull.number, pull.remarks]));
        const pulls = this.pulls().flatMap((pull) => this.lagging(pull.number) ?? []).filter((pull) => pull.state === 'open' && pull.head === head).map((pull): StandingPull => {
          const known = remarks.get(pull.number);
          return known ? { ...pull, remarks: known } : pull;
        });
        return { ...told, pulls: this.random.shuffle(pulls) };
      },
    };
  }

  private tip(ref: string): string {
    return this.branches.get(ref)!.sha;
  }

  /** A pull request as some replica tells it: as it is, or as it was a while ago; undefined where that one does not know of it yet. */
  private lagging(number: number): StandingPull | undefined {
    const until = this.now() - (this.lagMs > 0 && this.random.chance(0.3) ? this.random.int(0, this.lagMs) : 0);
    const pull = this.history.get(number)?.filter((state) => state.at <= until).at(-1)?.pull;
    return pull && { ...pull, updatedAt: Math.floor(pull.updatedAt / 1_000) * 1_000 };
  }

  private change(number: number, from: 'open' | 'closed', action: string, how: (pull: HostPull) => StandingPull | undefined): readonly Webhook[] {
    const before = this.pull(number);
    const after = before?.state === from ? how(before) : undefined;
    return after ? this.write(after, action) : [];
  }

  /** A comment moves a pull request's time, and no webhook of ours tells of it. */
  private remark(number: number): void {
    const pull = this.pull(number);
    if (pull) this.history.set(number, [...this.states(number), { at: this.now(), pull: { ...pull, updatedAt: this.now() } }]);
  }

  private write(state: StandingPull, action: string): readonly Webhook[] {
    const pull: HostPull = { ...state, updatedAt: this.now() };
    const states = this.history.get(pull.number) ?? [];
    this.history.set(pull.number, [...states, { at: this.now(), pull }]);
    this.fake.pulls.set(pull.number, state);
    return [{
      event: 'pull_request',
      body: {
        action, sender: { login: pull.author }, ...(action === 'edited' ? { changes: { base: { ref: { from: 'other' } } } } : action === 'renamed' ? { action: 'edited', changes: { title: { from: 'other' } } } : {}),
        pull_request: {
          // GitHub tells whole seconds.
          number: pull.number, state: pull.state, merged: pull.merged ?? false, updated_at: new Date(Math.floor(pull.updatedAt / 1_000) * 1_000).toISOString(),
          author_association: pull.number % 2 === 0 ? 'NONE' : 'MEMBER', head: { sha: pull.head }, base: { sha: pull.base, ref: pull.baseRef },
        },
      },
    }];
  }

  private pushBase(ref: string, touches: boolean): Webhook {
    const branch = this.branches.get(ref)!;
    branch.pushes += 1;
    if (touches) branch.input += 1;
    branch.sha = this.object(`${ref} ${branch.pushes}`);
    this.inputs.set(branch.sha, branch.input);
    return { event: 'push', body: { ref: `refs/heads/${ref}`, after: branch.sha, commits: [{ added: [], removed: [], modified: [touches ? 'package-lock.json' : 'src/index.ts'] }] } };
  }

  private queue(head: string, ref: string): Webhook {
    const { sha: base, input } = this.branches.get(ref)!;
    const standing = this.groups.findIndex((group) => group.head === head);
    if (standing >= 0) this.groups.splice(standing, 1);
    this.groups.push({ head, baseRef: ref, base, input });
    return { event: 'merge_group', body: { action: 'checks_requested', merge_group: { head_sha: head, head_ref: `refs/heads/gh-readonly-queue/${ref}/${head.slice(0, 6)}`, base_sha: base, base_ref: `refs/heads/${ref}` } } };
  }
}

export const appId = 99;
