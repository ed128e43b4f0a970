/** One request and its answer, in milliseconds of a monotonic clock. */
export interface Exchange {
  /** Of a registry, the package, and whether its record or an archive was asked for; the code host has none. */
  readonly subject?: { readonly name: string; readonly kind: 'record' | 'archive' };
  readonly what: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** An answer's last bytes and the next request's first may cross in the log; real overlaps are of the order of the latency. */
const crossingMs = 5;

/**
 * Whether one exchange may have waited for another: it began when the other had ended. Requests to a registry stand in line for one of its
 * connections, which is no round trip: one waits for another there only where a package's record said which archive to fetch. Of the code
 * host's requests only the writes wait for a registry: the repository is read without a look at any package.
 */
function mayFollow(later: Exchange, earlier: Exchange): boolean {
  if (later.startedAt < earlier.endedAt - crossingMs) return false;
  if (later.subject === undefined && earlier.subject !== undefined) return !later.what.startsWith('GET ');
  if (later.subject === undefined || earlier.subject === undefined) return true;
  return later.subject.name === earlier.subject.name && earlier.subject.kind === 'record' && later.subject.kind === 'archive';
}

/** The longest chain of exchanges, each begun after the one before it ended, up to `last`. It counts rather too many than too few. */
export function longestChain(exchanges: readonly Exchange[], last: Exchange): readonly Exchange[] {
  const sorted = exchanges.filter((one) => one.endedAt <= last.endedAt).sort((a, b) => a.startedAt - b.startedAt);
  const chains = new Map<Exchange, readonly Exchange[]>();
  for (const one of sorted) {
    let best: readonly Exchange[] = [];
    for (const [earlier, chain] of chains) if (chain.length > best.length && mayFollow(one, earlier)) best = chain;
    chains.set(one, [...best, one]);
  }
  return chains.get(last) ?? [];
}
