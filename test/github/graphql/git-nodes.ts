import { commitsBetween, entryAt, readCommit, readObject, resolveRef } from '../git/objects.js';
import type { Level, Repository } from '../state.js';
import { nodeId } from '../objects/accounts.js';
import { connection } from './connection.js';
import { GraphQLProblem, type GraphObject } from './execute.js';

type Given = Readonly<Record<string, unknown>>;

/** GitHub cuts a blob's text at this many bytes and says so by `isTruncated`. */
const textBytes = 512_000;

function blobNode(sha: string, bytes: Buffer): GraphObject {
  const binary = bytes.subarray(0, 8000).includes(0);
  return {
    typename: 'Blob',
    fields: {
      oid: () => sha, byteSize: () => bytes.length, isBinary: () => binary, isTruncated: () => bytes.length > textBytes,
      text: () => (binary ? null : bytes.subarray(0, textBytes).toString('utf8')),
    },
  };
}

/** The objects of git as the graph shows them: refs, commits, trees and blobs, all read from the repository itself. */
export function createGitNodes({ mustHave }: { readonly mustHave: (repository: Repository, name: string, level: Exclude<Level, 'admin'>) => void }) {
  function runNode(repository: Repository, id: number): GraphObject {
    const run = repository.checkRuns.find((one) => one.id === id)!;
    return {
      typename: 'CheckRun',
      fields: {
        id: () => nodeId('CR', run.id), name: () => run.name, externalId: () => (run.externalId === '' ? null : run.externalId), status: () => run.status.toUpperCase(),
        conclusion: () => run.conclusion?.toUpperCase() ?? null,
      },
    };
  }

  function suitesOf(repository: Repository, sha: string, given: Given): GraphObject {
    mustHave(repository, 'checks', 'read');
    const { appId } = (given['filterBy'] ?? {}) as { appId?: number };
    const suites = repository.suites.filter((suite) => suite.headSha === sha && (appId === undefined || suite.appId === appId));
    return connection('CheckSuiteConnection', suites.map((suite): GraphObject => ({
      typename: 'CheckSuite',
      fields: {
        id: () => nodeId('CS', suite.id),
        checkRuns(of) {
          const { checkName, checkType } = (of['filterBy'] ?? {}) as { checkName?: string; checkType?: string };
          const runs = repository.checkRuns.filter((run) => run.suiteId === suite.id && (checkName === undefined || run.name === checkName));
          const shown = checkType === 'ALL' ? runs : runs.filter((run) => !runs.some((other) => other.name === run.name && other.id > run.id));
          return connection('CheckRunConnection', shown.map((run) => runNode(repository, run.id)), of);
        },
      },
    })), given);
  }

  async function commit(repository: Repository, sha: string): Promise<GraphObject> {
    const { tree, parents } = await readCommit(repository.dir, sha);
    return {
      typename: 'Commit',
      fields: {
        oid: () => sha, tree: (): GraphObject => ({ typename: 'Tree', fields: { oid: () => tree } }),
        parents: async (given) => connection('CommitConnection', await Promise.all(parents.map((parent) => commit(repository, parent))), given),
        checkSuites: (given) => suitesOf(repository, sha, given),
        async file(given) {
          const found = await entryAt(repository.dir, tree, String(given['path']));
          if (!found) return null;
          return { typename: 'TreeEntry', fields: { mode: () => Number.parseInt(found.mode, 8), type: () => found.type, oid: () => found.sha, object: () => (found.type === 'commit' ? null : byId(repository, found.sha)) } };
        },
      },
    };
  }

  async function byId(repository: Repository, oid: string): Promise<GraphObject | null> {
    const found = await readObject(repository.dir, oid);
    if (found === undefined) return null;
    if (found.type === 'blob') return blobNode(oid, found.bytes);
    return found.type === 'commit' ? commit(repository, oid) : { typename: 'Tree', fields: { oid: () => oid } };
  }

  /** Both sides are of this repository; what it does not know cannot be compared, which is null. */
  async function compare(repository: Repository, base: string, headRef: string): Promise<GraphObject | null> {
    const head = await resolveRef(repository.dir, headRef);
    if (head === undefined) return null;
    const [ahead, behind] = await Promise.all([commitsBetween(repository.dir, base, head), commitsBetween(repository.dir, head, base)]);
    return {
      typename: 'Comparison',
      fields: {
        aheadBy: () => ahead.length, behindBy: () => behind.length, baseTarget: () => commit(repository, base), headTarget: () => commit(repository, head),
        commits: async (given) => connection('ComparisonCommitConnection', await Promise.all(ahead.map((sha) => commit(repository, sha))), given),
      },
    };
  }

  return {
    commit,
    async object(repository: Repository, given: Given): Promise<GraphObject | null> {
      mustHave(repository, 'contents', 'read');
      if (typeof given['oid'] !== 'string') throw new GraphQLProblem(undefined, 'Only objects by their ids are known here');
      return byId(repository, given['oid']);
    },
    async ref(repository: Repository, qualifiedName: string): Promise<GraphObject | null> {
      mustHave(repository, 'contents', 'read');
      const short = qualifiedName.replace(/^refs\/heads\//, '');
      const tip = short === qualifiedName ? undefined : await resolveRef(repository.dir, qualifiedName);
      if (tip === undefined) return null;
      return {
        typename: 'Ref',
        fields: { name: () => short, prefix: () => 'refs/heads/', target: () => commit(repository, tip), compare: (given) => compare(repository, tip, String(given['headRef'])) },
      };
    },
  };
}
